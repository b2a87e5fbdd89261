package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.speaker.frame.Sighting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinkKeeperTest {

  @TempDir private Path sys;

  private final List<List<String>> problems = new CopyOnWriteArrayList<>();

  @Test
  void tellsWhatIsMissingWhenThatChanges() {
    try (LinkKeeper links = keeper()) {
      links.start();
      links.want(Set.of("eth8", "eth9"));
      await()
          .untilAsserted(() ->
              assertThat(problems)
                  .containsExactly(
                      List.of("interface eth8 does not exist", "interface eth9 does not exist")));

      links.want(Set.of("eth9"));
      await()
          .untilAsserted(() ->
              assertThat(problems).last().isEqualTo(List.of("interface eth9 does not exist")));
    }
    assertThat(problems).hasSize(2);
  }

  private LinkKeeper keeper() {
    return new LinkKeeper(
        new NicScanner(sys),
        new LinkListener() {
          @Override
          public boolean sighted(String nic, Sighting sighting) {
            return true;
          }

          @Override
          public boolean advertised(String nic, byte[] payload) {
            return true;
          }
        },
        new LinkKeeper.Events() {
          @Override
          public void seen(Map<String, Nic> nics) {}

          @Override
          public void up(Link link) {}

          @Override
          public void down(String nic) {}

          @Override
          public void problems(List<String> sentences) {
            problems.add(sentences);
          }
        },
        Duration.ofMillis(10).toNanos());
  }

  @ParameterizedTest
  @CsvSource({"PT0.3S, PT0.15S", "PT0.15S, PT0.075S", "PT3S, PT0.2S"})
  void looksTwiceInTheTimeOfADeath(Duration dead, Duration pause) {
    assertThat(LinkKeeper.pause(dead.toNanos())).isEqualTo(pause.toNanos());
  }
}
