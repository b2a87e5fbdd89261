/** Who gets which address: claims of Services, the ledger of what is held, and the decisions. */
@NullMarked
package io.openelb.core.allocation;

import org.jspecify.annotations.NullMarked;
