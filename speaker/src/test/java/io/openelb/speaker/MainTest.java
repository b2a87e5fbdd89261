package io.openelb.speaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

final class MainTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("NODE_NAME", "worker-p001", "POD_NAMESPACE", "elsewhere");

  @Test
  void readsTheArgumentsOfTheDocument() {
    Options options = Main.options(ENVIRONMENT, "--api-hosts=:50051", "--enable-layer2=true");

    assertThat(options.apiHosts().getPort()).isEqualTo(50051);
    assertThat(options.probeHosts())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 50052));
    assertThat(options.layer2()).isTrue();
    assertThat(options.node()).isEqualTo("worker-p001");
    assertThat(options.namespace()).isEqualTo("elsewhere");
    assertThat(options.handOver()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void layer2CanBeSwitchedOff() {
    assertThat(Main.options(ENVIRONMENT, "--enable-layer2=false").layer2()).isFalse();
    assertThat(Main.options(ENVIRONMENT).layer2()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--api-hosts=50051",
        "--api-hosts=:70000",
        "--enable-layer2=maybe",
        "--interval=0ms",
        "--unknown"
      })
  void refusesWhatItCannotUnderstand(String argument) {
    assertThatThrownBy(() -> Main.options(ENVIRONMENT, argument))
        .isInstanceOf(ParameterException.class);
  }

  @Test
  void wantsANode() {
    assertThatThrownBy(() -> Main.options(Map.of()))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("NODE_NAME");
  }
}
