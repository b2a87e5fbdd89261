package io.openelb.speaker.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenAddressTest {

  @Test
  void readsAPortAloneAndAHostOfEitherFamily() {
    assertThat(ListenAddress.parse(":50051")).isEqualTo(new InetSocketAddress(50051));
    assertThat(ListenAddress.parse("127.0.0.1:80")).hasToString("/127.0.0.1:80");
    assertThat(ListenAddress.parse("[::1]:80")).hasToString("/[0:0:0:0:0:0:0:1]:80");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "50051", ":", ":x", ":65536", ":-1", "127.0.0.1"})
  void saysWhatWouldBeRight(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .hasMessage(
            "'%s' is no address to listen on; write for instance :50051 or 127.0.0.1:50051", text);
  }
}
