/** The state of Eips. */
@NullMarked
package io.openelb.operator.eip;

import org.jspecify.annotations.NullMarked;
