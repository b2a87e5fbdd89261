package io.openelb.api.http;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells once when no API server can be reached any more, and once when one answers again: the
 * library tells of each of its many attempts, at length, or of none. A client that never tries
 * again tells nothing.
 */
final class Reachability implements Interceptor {

  private static final Logger log = LoggerFactory.getLogger(Reachability.class);

  private final Consumer<String> lost;
  private final Consumer<String> found;
  private final AtomicBoolean reachable = new AtomicBoolean(true);

  Reachability() {
    this(log::warn, log::info);
  }

  Reachability(Consumer<String> lost, Consumer<String> found) {
    this.lost = lost;
    this.found = found;
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    if (reachable.getAndSet(false)) {
      lost.accept("API server can't be reached: " + request.uri() + ": " + RootCause.of(failure));
    }
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (!reachable.getAndSet(true)) {
      found.accept("API server answers again");
    }
  }
}
