/** Who may decide: the election, and the fence around a leader's writes. */
@NullMarked
package io.openelb.operator.leader;

import org.jspecify.annotations.NullMarked;
