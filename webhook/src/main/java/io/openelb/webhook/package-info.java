/** The admission webhook. */
@NullMarked
package io.openelb.webhook;

import org.jspecify.annotations.NullMarked;
