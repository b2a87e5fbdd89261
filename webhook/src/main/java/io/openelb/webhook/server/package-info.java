/** Serving over TLS, health, metrics, and the start and the stop of both. */
@NullMarked
package io.openelb.webhook.server;

import org.jspecify.annotations.NullMarked;
