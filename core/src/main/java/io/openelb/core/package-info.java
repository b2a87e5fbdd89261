/** The rules, in plain Java: addresses, pools, allocation, announcement. */
@NullMarked
package io.openelb.core;

import org.jspecify.annotations.NullMarked;
