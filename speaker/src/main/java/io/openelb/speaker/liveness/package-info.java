/** Advertisements between speakers, on the segment that carries the addresses. */
@NullMarked
package io.openelb.speaker.liveness;

import org.jspecify.annotations.NullMarked;
