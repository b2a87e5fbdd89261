package io.openelb.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReachabilityTest {

  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server = server(0);
  private final int port = server.getAddress().getPort();
  private final KubernetesClient client = client();

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void tellsOnceThatTheServerIsLostAndOnceThatItIsBack() {
    client.raw("/version");
    assertThat(told).isEmpty();

    server.stop(0);
    assertThatThrownBy(() -> client.raw("/version")).isInstanceOf(KubernetesClientException.class);
    assertThatThrownBy(() -> client.raw("/version")).isInstanceOf(KubernetesClientException.class);
    assertThat(told)
        .singleElement()
        .asString()
        .startsWith("API server can't be reached: http://127.0.0.1:" + port + "/version: ");

    server = server(port);
    client.raw("/version");
    client.raw("/version");
    assertThat(told).hasSize(2).last().isEqualTo("API server answers again");
  }

  private KubernetesClient client() {
    var config =
        new ConfigBuilder()
            .withMasterUrl("http://127.0.0.1:" + port)
            .withRequestRetryBackoffLimit(2)
            .withRequestRetryBackoffInterval(10)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(
            new WatchfulHttpClientFactory(
                Duration.ofSeconds(15), () -> new Reachability(told::add, told::add)))
        .build();
  }

  private static HttpServer server(int port) {
    try {
      var server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.createContext(
          "/",
          exchange -> {
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
