/** Addresses of ours that stations outside the cluster have, too. */
@NullMarked
package io.openelb.operator.conflict;

import org.jspecify.annotations.NullMarked;
