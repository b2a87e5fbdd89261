package io.openelb.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the bytes that a page of a list may have, where the API server only counts objects: one
 * may have 10 KiB or, of any tenant's making, more than 1 MiB. A page that is larger is given up as
 * it comes, and asked for with a fifth of the objects, down to one; each page that fits lets the
 * next one have twice as many again.
 */
final class Pages {

  /**
   * As text. What is read of it may take ten times as much, as of short labels, and has to fit in a
   * speaker's heap of 64 MiB.
   */
  private static final int MAX_BYTES = 2 << 20;

  private static final Logger log = LoggerFactory.getLogger(Pages.class);
  private static final Pattern LIMIT = Pattern.compile("(?<=[?&]limit=)\\d{1,9}");
  private static final int STEP = 5;

  private final HttpClient client;
  private final Executor readers = Executors.newVirtualThreadPerTaskExecutor();

  /** By path, how many objects the next page may have. */
  private final Map<String, Integer> fitting = new ConcurrentHashMap<>();

  Pages(HttpClient client) {
    this.client = client;
  }

  /** Whether the request is for a page of a list. */
  static boolean isPage(HttpRequest request) {
    return limit(request.uri()) > 0;
  }

  /** Sends a request for a page; the answer is there when it is complete. */
  <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
    URI uri = request.uri();
    int limit = Math.min(limit(uri), fitting.getOrDefault(uri.getPath(), Integer.MAX_VALUE));
    HttpRequest limited =
        HttpRequest.newBuilder(request, (_, _) -> true)
            .uri(URI.create(LIMIT.matcher(uri.toString()).replaceFirst(String.valueOf(limit))))
            .build();
    return client
        .sendAsync(limited, BodyHandlers.ofInputStream())
        .thenComposeAsync(response -> read(response, limit, request, handler), readers);
  }

  private <T> CompletableFuture<HttpResponse<T>> read(
      HttpResponse<InputStream> response, int limit, HttpRequest request, BodyHandler<T> handler) {
    String path = request.uri().getPath();
    byte[] page;
    try (InputStream body = response.body()) {
      page = limit == 1 ? body.readAllBytes() : body.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (limit > 1 && page.length > MAX_BYTES) {
      int fewer = Math.max(1, limit / STEP);
      if (fitting.put(path, fewer) == null) {
        log.info("Objects are large, and read a few at a time: path={}", path);
      }
      return sendAsync(request, handler);
    }
    fitting.computeIfPresent(path, (_, _) -> limit < limit(request.uri()) ? 2 * limit : null);
    return replay(response, page, handler);
  }

  private static <T> CompletableFuture<HttpResponse<T>> replay(
      HttpResponse<?> response, byte[] page, BodyHandler<T> handler) {
    BodySubscriber<T> subscriber = handler.apply(new Head(response));
    subscriber.onSubscribe(new Whole(subscriber, page));
    return subscriber
        .getBody()
        .toCompletableFuture()
        .thenApply(body -> new ReplayedResponse<>(response, body));
  }

  /** How many objects are asked for at most; 0 when it does not say. */
  private static int limit(URI uri) {
    Matcher matcher = LIMIT.matcher(uri.toString());
    return matcher.find() ? Integer.parseInt(matcher.group()) : 0;
  }

  /** A body that is there. */
  private static final class Whole implements Flow.Subscription {

    private final Flow.Subscriber<List<ByteBuffer>> subscriber;
    private final byte[] bytes;
    private boolean over;

    private Whole(Flow.Subscriber<List<ByteBuffer>> subscriber, byte[] bytes) {
      this.subscriber = subscriber;
      this.bytes = bytes;
    }

    @Override
    public void request(long n) {
      if (!over) {
        over = true;
        subscriber.onNext(List.of(ByteBuffer.wrap(bytes)));
        subscriber.onComplete();
      }
    }

    @Override
    public void cancel() {
      over = true;
    }
  }

  private record Head(int statusCode, HttpHeaders headers, HttpClient.Version version)
      implements HttpResponse.ResponseInfo {

    private Head(HttpResponse<?> response) {
      this(response.statusCode(), response.headers(), response.version());
    }
  }
}
