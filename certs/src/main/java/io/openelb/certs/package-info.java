/** Serving certificates of the webhook. */
@NullMarked
package io.openelb.certs;

import org.jspecify.annotations.NullMarked;
