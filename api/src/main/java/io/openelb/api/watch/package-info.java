/** Watching objects without keeping them. */
@NullMarked
package io.openelb.api.watch;

import org.jspecify.annotations.NullMarked;
