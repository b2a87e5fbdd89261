/**
 * The speaker on the wire: the whole program in network namespaces, against frames that other
 * implementations made and read. Wants root, and the Debian packages and the Python that the lab
 * wants; no cluster.
 */
@NullMarked
package io.openelb.speaker.wire;

import org.jspecify.annotations.NullMarked;
