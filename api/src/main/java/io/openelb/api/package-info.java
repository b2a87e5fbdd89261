/** The Eip resource, annotation names, and the mapping between resources and core. */
@NullMarked
package io.openelb.api;

import org.jspecify.annotations.NullMarked;
