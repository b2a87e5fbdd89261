/** Ping of owned addresses, and refusal of their closed ports, in the node's own packet filter. */
@NullMarked
package io.openelb.speaker.echo;

import org.jspecify.annotations.NullMarked;
