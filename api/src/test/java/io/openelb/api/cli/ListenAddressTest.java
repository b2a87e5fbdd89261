package io.openelb.api.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class ListenAddressTest {

  private final ListenAddress converter = new ListenAddress();

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:0, 127.0.0.1, 0",
    "'[::1]:80', '0:0:0:0:0:0:0:1', 80",
    "localhost:65535, localhost, 65535"
  })
  void readsHostAndPort(String text, String host, int port) {
    InetSocketAddress address = converter.convert(text);

    assertThat(address.getHostString()).isEqualTo(host);
    assertThat(address.getPort()).isEqualTo(port);
  }

  @Test
  void listensEverywhereWithoutAHost() {
    assertThat(converter.convert(":50051")).isEqualTo(new InetSocketAddress(50051));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "8080", ":", ":http", ":65536", ":-1", "::1", "::1:80", "a:b", "1:2:3"})
  void saysWhatIsWanted(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage(
            "'" + text + "' is no address to listen on: write HOST:PORT or :PORT, such as :8080");
  }
}
