/** Kubernetes Events, written after the fact. */
@NullMarked
package io.openelb.operator.event;

import org.jspecify.annotations.NullMarked;
