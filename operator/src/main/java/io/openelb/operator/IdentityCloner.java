package io.openelb.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.Cloner;

/**
 * Hands reconcilers the very objects of the cache. The SDK would write each as JSON and read that
 * again before each reconciliation, lest a reconciler changes it; ours only ever read, and say what
 * is to be changed as patches.
 */
final class IdentityCloner implements Cloner {

  @Override
  public <R extends HasMetadata> R clone(R object) {
    return object;
  }
}
