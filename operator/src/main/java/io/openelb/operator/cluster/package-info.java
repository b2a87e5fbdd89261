/** What the operator knows of nodes, endpoints and namespaces: only what it decides by. */
@NullMarked
package io.openelb.operator.cluster;

import org.jspecify.annotations.NullMarked;
