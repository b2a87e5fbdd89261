/** Which nodes may answer for each Service's addresses, and in which order. */
@NullMarked
package io.openelb.operator.ranking;

import org.jspecify.annotations.NullMarked;
