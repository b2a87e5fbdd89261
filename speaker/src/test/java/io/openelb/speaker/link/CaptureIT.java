package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Mac;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Captures on this machine's loopback interface, which each has: wants root. */
final class CaptureIT {

  private static final Nic LO = new Nic("lo", 1, new Mac(0), true, List.of());

  @Test
  void copiesNothingOfWhatTheNodeSendsAndOvertakesBulkTraffic() throws Exception {
    Capture.Settings settings = new Capture.Settings("arp", 64, 1 << 20, 0);
    try (Capture capture = Capture.start(LO, settings, _ -> {})) {
      assertThat(Sockets.ignoresOutgoing(capture.socket())).isTrue();
      assertThat(Sockets.isPreferred(capture.socket())).isTrue();
    }
  }
}
