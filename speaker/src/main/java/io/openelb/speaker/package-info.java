/** The speaker: ARP and NDP on every node. */
@NullMarked
package io.openelb.speaker;

import org.jspecify.annotations.NullMarked;
