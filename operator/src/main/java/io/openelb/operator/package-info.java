/** The operator: allocation and choice of the node. */
@NullMarked
package io.openelb.operator;

import org.jspecify.annotations.NullMarked;
