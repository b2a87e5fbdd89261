/** Work that is done not more often than it should be. */
@NullMarked
package io.openelb.operator.pace;

import org.jspecify.annotations.NullMarked;
