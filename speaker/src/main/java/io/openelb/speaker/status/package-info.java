/** Health, metrics and what is announced, over HTTP. */
@NullMarked
package io.openelb.speaker.status;

import org.jspecify.annotations.NullMarked;
