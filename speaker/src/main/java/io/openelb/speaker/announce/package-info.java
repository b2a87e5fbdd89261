/**
 * The thread that owns the state: what is heard goes into the take-over rules, what they decide is
 * done.
 */
@NullMarked
package io.openelb.speaker.announce;

import org.jspecify.annotations.NullMarked;
