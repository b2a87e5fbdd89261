package io.openelb.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenAddressTest {

  @ParameterizedTest
  @CsvSource({"127.0.0.1:0, 127.0.0.1, 0", "[::1]:80, 0:0:0:0:0:0:0:1, 80"})
  void readsHostAndPort(String text, String host, int port) {
    assertThat(ListenAddress.parse(text).getHostString()).isEqualTo(host);
    assertThat(ListenAddress.parse(text).getPort()).isEqualTo(port);
  }

  @Test
  void listensEverywhereWithoutAHost() {
    assertThat(ListenAddress.parse(":8080").getAddress().isAnyLocalAddress()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8080", ":", ":65536", "::1:80", "a:b"})
  void saysWhatIsWanted(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .hasMessage(
            "Invalid address '" + text + "': must be HOST:PORT or :PORT, for instance :8080");
  }
}
