/** What the speakers' Leases say, and the key that speakers sign with. */
@NullMarked
package io.openelb.operator.speakers;

import org.jspecify.annotations.NullMarked;
