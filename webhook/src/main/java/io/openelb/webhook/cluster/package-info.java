/** What of the cluster the rules look at, kept up to date by watches. */
@NullMarked
package io.openelb.webhook.cluster;

import org.jspecify.annotations.NullMarked;
