/** ARP (RFC 826) and IPv4 address conflict detection (RFC 5227). */
@NullMarked
package io.openelb.speaker.arp;

import org.jspecify.annotations.NullMarked;
