/** What the API server says, as one immutable view. */
@NullMarked
package io.openelb.speaker.view;

import org.jspecify.annotations.NullMarked;
