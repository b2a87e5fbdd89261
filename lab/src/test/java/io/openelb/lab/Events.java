package io.openelb.lab;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** What Events say. */
final class Events {

  private Events() {}

  /** The notes of a Service's Events of one reason. */
  static List<String> notes(Service service, String reason, KubernetesClient client) {
    return client
        .v1()
        .events()
        .inNamespace(service.getMetadata().getNamespace())
        .withField("involvedObject.uid", service.getMetadata().getUid())
        .withField("reason", reason)
        .list()
        .getItems()
        .stream()
        .map(Event::getMessage)
        .toList();
  }
}
