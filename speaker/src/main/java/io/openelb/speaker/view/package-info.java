/** What the API server and the kernel say, and the plan made of it. */
@NullMarked
package io.openelb.speaker.view;

import org.jspecify.annotations.NullMarked;
