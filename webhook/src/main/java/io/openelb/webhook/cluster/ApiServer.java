package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.openelb.api.Eip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from the API server, all at the same time. Requests without a resourceVersion are answered
 * with the most recent state there is.
 */
public final class ApiServer implements LiveReads, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ApiServer.class);

  private final KubernetesClient client;
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Asks nothing yet.
   *
   * @param client stays open when this is closed
   */
  public ApiServer(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Optional<Fresh> read(Basis basis, Duration timeout) {
    try {
      Fresh fresh = Fresh.nothing();
      for (Future<Fresh> read :
          readers.invokeAll(reads(basis), timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        fresh = fresh.and(read.get());
      }
      return Optional.of(fresh);
    } catch (CancellationException e) {
      log.warn("the API server does not answer within {}", timeout);
    } catch (ExecutionException e) {
      log.warn("cannot look again: {}", String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private List<Callable<Fresh>> reads(Basis basis) {
    var reads = new ArrayList<Callable<Fresh>>();
    reads.add(() -> Fresh.eips(client.resources(Eip.class).list().getItems()));
    basis
        .services()
        .forEach(id ->
            reads.add(() ->
                Fresh.service(
                    id,
                    Optional.ofNullable(
                        client.services().inNamespace(id.namespace()).withName(id.name()).get()))));
    basis
        .nodes()
        .forEach(name ->
            reads.add(
                () -> Fresh.node(name, Optional.ofNullable(client.nodes().withName(name).get()))));
    basis
        .namespaces()
        .forEach(name ->
            reads.add(() ->
                Fresh.namespace(
                    name, Optional.ofNullable(client.namespaces().withName(name).get()))));
    return reads;
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
