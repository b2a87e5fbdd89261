/** Health and metrics over plain HTTP. */
@NullMarked
package io.openelb.operator.http;

import org.jspecify.annotations.NullMarked;
