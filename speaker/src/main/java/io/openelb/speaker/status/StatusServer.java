package io.openelb.speaker.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.speaker.announce.Inventory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /healthz}, {@code /readyz}, {@code /metrics} and {@code /announcements}, by the
 * JDK's own server: on each node a servlet container costs more than these four answers are worth.
 * It listens at several addresses: whoever takes all connections that one has takes none of the
 * others'.
 */
public final class StatusServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StatusServer.class);

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  /** Prometheus' text format. */
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private static final int NO_BODY = -1;

  /** For people, and for readiness. */
  private static final long STATE_TIMEOUT_MILLIS = 1_000;

  /**
   * For health, less than its probe waits. A machine whose processors are taken stalls a thread for
   * seconds, and to start anew there makes it worse.
   */
  private static final long HEALTH_TIMEOUT_MILLIS = 4_000;

  static {
    // Seconds. Whoever sends no whole request, or doesn't take the answer, is not waited for
    // longer.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
    // Milliseconds between two looks at who is late; a look each second wakes a machine at rest.
    System.setProperty("sun.net.httpserver.timerMillis", "10000");
    // Anybody may come here. What all of them can make us hold is a small part of the heap.
    System.setProperty("sun.net.httpserver.maxReqHeaderSize", "8192");
    System.setProperty("jdk.httpserver.maxConnections", "128");
  }

  private final Map<InetSocketAddress, HttpServer> listeners = new LinkedHashMap<>();
  private final Supplier<CompletableFuture<Inventory>> inventory;
  private final Supplier<CompletableFuture<Boolean>> hasKey;
  private final BooleanSupplier ready;
  private final PrometheusMeterRegistry metrics;
  private final Announcements announcements;

  /** Those who send slowly wait in threads that cost nothing: a probe is never held up by them. */
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("status").factory());

  /** Made and sent at once: with thousands of addresses each of them has megabytes. */
  private final Semaphore longAnswers = new Semaphore(2);

  @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
  private record Answer(int code, String type, byte[] body) {

    static Answer text(int code, String text) {
      return new Answer(code, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * A server that is not started yet.
   *
   * @param addresses where to listen; each has 128 connections of its own
   * @param inventory of which all addresses are told
   * @param hasKey whether it can talk to the others, asked for each probe; an answer that doesn't
   *     come within four seconds is no health
   * @param ready whether the speaker knows what to announce
   */
  public StatusServer(
      List<InetSocketAddress> addresses,
      String node,
      Supplier<CompletableFuture<Inventory>> inventory,
      Supplier<CompletableFuture<Boolean>> hasKey,
      BooleanSupplier ready,
      PrometheusMeterRegistry metrics) {
    this.inventory = inventory;
    this.hasKey = hasKey;
    this.ready = ready;
    this.metrics = metrics;
    this.announcements = new Announcements(node);
    addresses.forEach(address -> listeners.put(address, listener()));
  }

  private HttpServer listener() {
    try {
      HttpServer listener = HttpServer.create();
      listener.setExecutor(threads);
      listener.createContext("/", this::serve);
      return listener;
    } catch (IOException e) {
      throw new UncheckedIOException("no HTTP server", e);
    }
  }

  /**
   * Begins to serve.
   *
   * @throws UncheckedIOException when an address is taken, or not this machine's
   */
  public void start() {
    listeners.forEach((address, listener) -> {
      try {
        listener.bind(address, 0);
      } catch (IOException e) {
        throw new UncheckedIOException("can't listen on " + address + ": " + e.getMessage(), e);
      }
      listener.start();
    });
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      switch (exchange.getRequestMethod()) {
        case "GET", "HEAD" -> {
          if (path.equals("/metrics") || path.equals("/announcements")) {
            serveLong(exchange, path);
          } else {
            send(exchange, answer(path));
          }
        }
        default ->
            send(exchange, Answer.text(HttpURLConnection.HTTP_BAD_METHOD, "only GET is answered"));
      }
    }
  }

  /** A slow reader delays other long answers, never a probe's. */
  private void serveLong(HttpExchange exchange, String path) throws IOException {
    try {
      if (!longAnswers.tryAcquire(STATE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
        send(exchange, Answer.text(HttpURLConnection.HTTP_UNAVAILABLE, "others are served"));
        return;
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      send(exchange, answer(path));
    } finally {
      longAnswers.release();
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type());
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(answer.body().length));
      exchange.sendResponseHeaders(answer.code(), NO_BODY);
      return;
    }
    exchange.sendResponseHeaders(answer.code(), answer.body().length);
    // If the write fails, the connection is freed at once. If only closing the exchange failed, it
    // would count for half a minute.
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(answer.body());
    }
  }

  private Answer answer(String path) {
    try {
      return switch (path) {
        case "/healthz" -> health();
        case "/readyz" -> readiness();
        case "/metrics" -> metrics();
        case "/announcements" -> announcements();
        default -> Answer.text(HttpURLConnection.HTTP_NOT_FOUND, "nothing here");
      };
    } catch (TimeoutException e) {
      return Answer.text(HttpURLConnection.HTTP_UNAVAILABLE, "the state thread is stuck");
    } catch (ExecutionException | JsonProcessingException | RuntimeException e) {
      log.error("Can't answer: path={}", path, e);
      return Answer.text(HttpURLConnection.HTTP_INTERNAL_ERROR, "the log says why");
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return Answer.text(HttpURLConnection.HTTP_UNAVAILABLE, "the speaker ends");
    }
  }

  private Answer health() throws InterruptedException, ExecutionException, TimeoutException {
    var _ = hasKey.get().get(HEALTH_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    return Answer.text(HttpURLConnection.HTTP_OK, "ok");
  }

  private Answer readiness() throws InterruptedException, ExecutionException, TimeoutException {
    boolean keyed = soon(hasKey.get());
    if (!ready.getAsBoolean()) {
      return Answer.text(HttpURLConnection.HTTP_UNAVAILABLE, "waiting for the API server");
    }
    return keyed
        ? Answer.text(HttpURLConnection.HTTP_OK, "ok")
        : Answer.text(HttpURLConnection.HTTP_UNAVAILABLE, "waiting for the key");
  }

  private Answer metrics() {
    byte[] body = metrics.scrape().getBytes(StandardCharsets.UTF_8);
    return new Answer(HttpURLConnection.HTTP_OK, METRICS, body);
  }

  private Answer announcements()
      throws InterruptedException, ExecutionException, TimeoutException, JsonProcessingException {
    return new Answer(
        HttpURLConnection.HTTP_OK,
        JSON,
        MAPPER
            .writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(announcements.of(soon(inventory.get()))));
  }

  private static <T> T soon(CompletableFuture<T> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer.get(STATE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    listeners.values().forEach(listener -> listener.stop(0));
    threads.shutdownNow();
  }
}
