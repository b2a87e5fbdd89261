package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KernelArpTest {

  /** Of lo, which is on no segment. */
  private static final Ip HIDDEN = Ip.of("127.0.0.1");

  @TempDir private Path sys;
  @TempDir private Path proc;
  @TempDir private Path settings;

  @SuppressWarnings("NullAway.Init") // set before each test
  private KernelArp arp;

  @BeforeEach
  void scan() {
    NicScanner scanner = new NicScanner(sys, proc);
    scanner.scan();
    arp = new KernelArp(scanner, settings);
  }

  private Set<Ip> answered(String all, String own) throws IOException {
    set("all", all);
    set("eth0.7", own);
    return arp.answeredOn("eth0.7");
  }

  private void set(String nic, String ignore) throws IOException {
    Path folder = Files.createDirectories(settings.resolve(nic));
    Files.writeString(folder.resolve("arp_ignore"), ignore + "\n");
  }

  @Test
  void answersForAddressesOfHiddenInterfaces() throws IOException {
    assertThat(answered("0", "0")).contains(HIDDEN).allMatch(ip -> ip.family().bits() == 32);
  }

  @ParameterizedTest(name = "all: {0}, the interface: {1}")
  @CsvSource({"1, 0", "0, 1", "2, 0", "1, 1"})
  void answersForNoneIfEitherSettingSaysSo(String all, String own) throws IOException {
    assertThat(answered(all, own)).isEmpty();
  }

  @Test
  void answersOnNoInterfaceThatIsGone() throws IOException {
    set("all", "0");

    assertThat(arp.answeredOn("eth1")).isEmpty();
  }
}
