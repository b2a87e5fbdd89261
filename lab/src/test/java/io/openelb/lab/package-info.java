/** End-to-end tests on a real cluster, and the rule for the direction of dependencies. */
@NullMarked
package io.openelb.lab;

import org.jspecify.annotations.NullMarked;
