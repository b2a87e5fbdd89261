/** The connection to the API server. */
@NullMarked
package io.openelb.api.http;

import org.jspecify.annotations.NullMarked;
