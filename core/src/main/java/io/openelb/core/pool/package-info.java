/** Pools of addresses (Eips): what they hold, whom they serve, and what makes one unacceptable. */
@NullMarked
package io.openelb.core.pool;

import org.jspecify.annotations.NullMarked;
