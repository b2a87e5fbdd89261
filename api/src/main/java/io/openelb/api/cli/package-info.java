/** The command lines of the programs. */
@NullMarked
package io.openelb.api.cli;

import org.jspecify.annotations.NullMarked;
