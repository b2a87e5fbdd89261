/** From a Service to its address and back. */
@NullMarked
package io.openelb.operator.service;

import org.jspecify.annotations.NullMarked;
