/** Interfaces of the node, and frames in and out of them. */
@NullMarked
package io.openelb.speaker.link;

import org.jspecify.annotations.NullMarked;
