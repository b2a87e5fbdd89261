/** Addresses of both families: single ones, ranges and sets, with exact arithmetic. */
@NullMarked
package io.openelb.core.address;

import org.jspecify.annotations.NullMarked;
