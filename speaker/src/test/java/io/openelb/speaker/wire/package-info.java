/**
 * The speaker on the wire: the whole program in network namespaces, against frames that other
 * implementations made and read. Wants root, and the Debian packages and the Python that the lab
 * wants; no cluster. What the client sent and heard in each test, and what the speakers said, is
 * kept in {@code target/wire}, for {@code tcpdump -r} and for people.
 */
@NullMarked
package io.openelb.speaker.wire;

import org.jspecify.annotations.NullMarked;
