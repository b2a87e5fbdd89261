/** The admission protocol and the rules that answer it: plain values in, plain values out. */
@NullMarked
package io.openelb.webhook.admission;

import org.jspecify.annotations.NullMarked;
