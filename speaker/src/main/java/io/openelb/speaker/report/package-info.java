/** The speaker's Lease, which tells the operator what the speaker sees. */
@NullMarked
package io.openelb.speaker.report;

import org.jspecify.annotations.NullMarked;
