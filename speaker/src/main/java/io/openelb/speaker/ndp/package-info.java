/** Neighbour discovery (RFC 4861) and duplicate address detection (RFC 4862). */
@NullMarked
package io.openelb.speaker.ndp;

import org.jspecify.annotations.NullMarked;
