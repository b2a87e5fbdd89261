package io.openelb.api.http;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the bytes that a page of a list may have, where the API server only counts objects: one
 * may have 10 KiB or, of any tenant's making, more than 1 MiB. A page that is larger is given up as
 * it comes, and the list fails; the next is asked for with a fifth of the objects on each page,
 * down to one. Informers ask again by themselves.
 */
final class PageLimit implements Interceptor {

  /**
   * As text. What is read of it may take ten times as much, as of short labels, and has to fit in a
   * speaker's heap of 64 MiB.
   */
  static final long MAX_BYTES = 2 << 20;

  private static final Logger log = LoggerFactory.getLogger(PageLimit.class);
  private static final Pattern LIMIT = Pattern.compile("(?<=[?&]limit=)\\d{1,9}");
  private static final int STEP = 5;

  private final Map<String, Integer> learned = new ConcurrentHashMap<>();

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    URI uri = request.uri();
    int most = learned.getOrDefault(uri.getPath(), Integer.MAX_VALUE);
    if (limit(uri) > most) {
      builder.uri(URI.create(LIMIT.matcher(uri.toString()).replaceFirst(String.valueOf(most))));
    }
  }

  @Override
  public AsyncBody.Consumer<List<ByteBuffer>> consumer(
      AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
    int limit = limit(request.uri());
    if (limit <= 1) {
      return consumer;
    }
    AtomicLong bytes = new AtomicLong();
    return (buffers, body) -> {
      long more = buffers.stream().mapToLong(ByteBuffer::remaining).sum();
      if (bytes.addAndGet(more) > MAX_BYTES) {
        body.cancel();
        throw tooLarge(request.uri().getPath(), limit);
      }
      consumer.consume(buffers, body);
    };
  }

  private IOException tooLarge(String path, int limit) {
    int less = Math.max(1, limit / STEP);
    learned.merge(path, less, Math::min);
    String problem =
        "%d objects of %s are more than %d bytes; asking for %d at a time"
            .formatted(limit, path, MAX_BYTES, less);
    log.info(problem);
    return new IOException(problem);
  }

  /** How many objects are asked for at most; 0 when it does not say. */
  private static int limit(URI uri) {
    Matcher matcher = LIMIT.matcher(uri.toString());
    return matcher.find() ? Integer.parseInt(matcher.group()) : 0;
  }
}
