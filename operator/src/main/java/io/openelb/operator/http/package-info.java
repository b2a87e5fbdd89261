/** What is served over plain HTTP, and what is sent to the API server. */
@NullMarked
package io.openelb.operator.http;

import org.jspecify.annotations.NullMarked;
