package io.openelb.certs;

import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * Informers that only say that something happened, and start however long the API server is away.
 */
final class Watches {

  private Watches() {}

  static <T> SharedIndexInformer<T> start(Informable<T> watched, Runnable changed) {
    SharedIndexInformer<T> informer = watched.runnableInformer(0);
    informer.exceptionHandler((_, _) -> true);
    informer.addEventHandler(
        new ResourceEventHandler<T>() {
          @Override
          public void onAdd(T added) {
            changed.run();
          }

          @Override
          public void onUpdate(T before, T after) {
            changed.run();
          }

          @Override
          public void onDelete(T deleted, boolean stateUnknown) {
            changed.run();
          }
        });
    informer.start();
    return informer;
  }
}
