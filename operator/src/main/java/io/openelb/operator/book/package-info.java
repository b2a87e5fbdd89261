/** Which Service has which address: the decisions, in memory, under one lock. */
@NullMarked
package io.openelb.operator.book;

import org.jspecify.annotations.NullMarked;
