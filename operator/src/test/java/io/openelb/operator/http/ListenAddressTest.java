package io.openelb.operator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenAddressTest {

  @ParameterizedTest
  @CsvSource({
    "':8080', '', 8080",
    "'127.0.0.1:0', '127.0.0.1', 0",
    "'[::1]:50051', '::1', 50051",
    "'localhost:65535', 'localhost', 65535"
  })
  void hostAndPortAreRead(String text, String host, int port) {
    assertThat(ListenAddress.parse(text)).isEqualTo(new ListenAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8080", ":", ":http", ":65536", ":-1", "::1"})
  void anythingElseIsRefusedWithWhatWouldBeRight(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("must be HOST:PORT or :PORT, for instance :8080");
  }
}
