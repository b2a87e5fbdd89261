/** Ethernet frames, and what one may be about. */
@NullMarked
package io.openelb.speaker.frame;

import org.jspecify.annotations.NullMarked;
