package io.openelb.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What makes an Eip unacceptable, alone and beside others. */
final class PoolRulesTest {

  private static final Instant DAY = Instant.parse("2026-11-01T00:00:00Z");
  private static final Reserved NODE =
      Reserved.of(Map.of("worker-p001", Set.of(Ip.of("192.168.0.3"))), Map.of());

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a plain range has all its addresses      | 192.168.0.91-192.168.0.100 |                         | false | 10
          excluded ones are not counted            | 192.168.0.91-192.168.0.100 | 192.168.0.95            | false | 9
          several may be excluded in one text      | 192.168.0.91-192.168.0.100 | 192.168.0.91,10.0.0.0/8 | false | 9
          .0 and .255 may be left out              | 10.0.0.255-10.0.2.0        |                         | true  | 254
          a whole network without them             | 10.0.0.0/24                |                         | true  | 254
          none of them inside                      | 10.0.0.1-10.0.0.254        |                         | true  | 254
          the lowest and the highest network       | 128.0.0.0/24,223.255.255.0/24 |                      | true  | 508
          a /8 without them                        | 10.0.0.0/8                 |                         | true  | 16646144
          IPv6 has none                            | fd00::/120                 |                         | true  | 256
          the node's own address is left out       | 192.168.0.1-192.168.0.4    |                         | false | 3
          """)
  void countsExactly(
      String sentence, String address, String exclude, boolean avoidBuggy, String size) {
    Pool pool = valid(spec("p").address(address).exclude(exclude).avoidBuggyIPs(avoidBuggy), NODE);
    assertThat(pool.assignable().size()).as(sentence).hasToString(size);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reversed           | 10.0.0.2-10.0.0.1 | | spec.address of Eip p: 10.0.0.2-10.0.0.1 is reversed; write 10.0.0.1-10.0.0.2
          loopback           | 126.255.255.255-127.0.0.1 | | spec.address of Eip p: 127.0.0.0-127.0.0.1 is loopback; use addresses of the nodes' segment
          unspecified        | ::-::1 | | spec.address of Eip p: :: is the unspecified address; use addresses of the nodes' segment
          IPv4 in IPv6 form  | ::fffe:ffff:ffff-::1:0:0:0 | | spec.address of Eip p: ::ffff:0:0-::ffff:ffff:ffff is IPv4 in IPv6 form; use addresses of the nodes' segment
          limited broadcast  | 255.255.255.255 | | spec.address of Eip p: 255.255.255.255 is the limited broadcast address; use addresses of the nodes' segment
          exclude unreadable | 10.0.0.1 | x | spec.exclude[0] of Eip p: x is not an IP address; write an address such as 192.168.0.91 or fd00::91
          exclude other      | 10.0.0.1 | fd00::1 | spec.exclude[0] of Eip p: fd00::1 is IPv6 but spec.address is IPv4; remove it
          exclude all        | 10.0.0.1 | 10.0.0.0/31 | spec.exclude of Eip p: nothing of 10.0.0.1 is left; exclude less
          """)
  void refusesAnAddress(String sentence, String address, String exclude, String message) {
    assertThat(messages(read(spec("p").address(address).exclude(exclude), NODE)))
        .as(sentence)
        .containsExactly(message);
  }

  @Test
  void aPoolOfNothingButNodesIsInOrderByItselfAndNotReady() {
    Pool pool = valid(spec("p").address("192.168.0.3"), NODE);

    Judged judged = PoolRules.judge(List.of(pool)).getFirst();

    assertThat(judged.pool().ready()).isFalse();
    assertThat(messages(judged.violations()))
        .containsExactly(
            "spec.address of Eip p: every address is needed by the cluster itself"
                + " (192.168.0.3 is the address of Node worker-p001); use addresses that no node"
                + " has");
  }

  @Test
  void tellsEverythingThatIsWrongAtOnce() {
    List<Violation> violations =
        read(
            spec("p".repeat(64)).address("x").exclude("y").protocol("bgp").interfaceName("a b"),
            NODE);
    assertThat(violations)
        .extracting(Violation::path)
        .containsExactly("metadata.name", "spec.protocol", "spec.interface", "spec.address");
    assertThat(violations).extracting(Violation::reason).containsOnly(Violation.Reason.INVALID);
  }

  @Test
  void namesTheProtocolThatIsNotServed() {
    assertThat(messages(read(spec("p").address("10.0.0.1").protocol("vip"), NODE)))
        .containsExactly(
            "spec.protocol of Eip p: vip is not served by this system; write layer2 or leave it out");
    assertThat(messages(read(spec("p").address("10.0.0.1").protocol("arp"), NODE)))
        .containsExactly(
            "spec.protocol of Eip p: 'arp' is no protocol; write layer2 or leave it out");
    assertThat(read(spec("p").address("10.0.0.1").protocol("layer2"), NODE)).isEmpty();
    assertThat(valid(spec("p").address("10.0.0.1").interfaceName("eth0"), NODE).interfaceSelector())
        .isEqualTo(new InterfaceSelector.Named("eth0"));
  }

  @Test
  void aNameOfSixtyThreeCharactersIsGood() {
    assertThat(read(spec("p".repeat(63)).address("10.0.0.1"), NODE)).isEmpty();
  }

  @Test
  void buggyAddressesAloneAreNoPool() {
    assertThat(messages(read(spec("p").address("10.0.0.0").avoidBuggyIPs(true), NODE)))
        .containsExactly(
            "spec.avoidBuggyIPs of Eip p: nothing of 10.0.0.0 is left without .0 and .255; leave it out");
    assertThat(messages(read(spec("p").address("10.0.0.0/7").avoidBuggyIPs(true), NODE)).getFirst())
        .contains("has more than 16777216 addresses; write smaller ranges");
  }

  @Test
  void namesWhatIsLeftOutAndWhy() {
    Reserved reserved =
        Reserved.of(
            Map.of("far", List.of(Ip.of("10.9.9.9")), "master1", List.of()),
            Map.of(
                "master1",
                new NodeNetwork(
                    List.of(Cidr.of("192.168.0.2/24"), Cidr.of("fd00::2/64")),
                    List.of(Ip.of("192.168.0.1"), Ip.of("192.168.0.2")))));
    Pool pool = valid(spec("p").address("192.168.0.0/24"), reserved);

    assertThat(pool.leftOut())
        .containsExactly(
            Map.entry(Ip.of("192.168.0.0"), "the network address of 192.168.0.0/24"),
            Map.entry(Ip.of("192.168.0.1"), "the gateway of Node master1"),
            Map.entry(Ip.of("192.168.0.2"), "the address of Node master1"),
            Map.entry(Ip.of("192.168.0.255"), "the broadcast address of 192.168.0.0/24"));
    assertThat(pool.assignable()).isEqualTo(AddressSet.of("192.168.0.3-192.168.0.254"));
    assertThat(pool.addresses()).isEqualTo(AddressSet.of("192.168.0.0/24"));
    assertThat(valid(spec("v6").address("fd00::/127"), reserved).leftOut())
        .containsExactly(Map.entry(Ip.of("fd00::"), "the network address of fd00::/64"));
  }

  @Test
  void leavesNothingOutForANodeThatIsGone() {
    Reserved reserved =
        Reserved.of(
            Map.of(),
            Map.of("master1", new NodeNetwork(List.of(Cidr.of("192.168.0.2/24")), List.of())));

    assertThat(valid(spec("p").address("192.168.0.0/24"), reserved).leftOut()).isEmpty();
  }

  @Test
  void leavesOutWhatOthersHave() {
    Pool pool = valid(spec("p").address("192.168.0.91-192.168.0.92"), NODE);

    Pool left =
        pool.leavingOut(
            Map.of(Ip.of("192.168.0.91"), "answered for by X", Ip.of("10.0.0.1"), "elsewhere"));

    assertThat(left.leftOut())
        .containsExactly(Map.entry(Ip.of("192.168.0.91"), "answered for by X"));
    assertThat(left.assignable()).isEqualTo(AddressSet.of("192.168.0.92"));
    assertThat(left.addresses()).isEqualTo(pool.addresses());
    assertThat(pool.leavingOut(Map.of(Ip.of("10.0.0.1"), "elsewhere"))).isSameAs(pool);
  }

  @Test
  void poolsMayNotOverlap() {
    Pool elder = valid(spec("elder").address("10.0.0.0/29"), NODE);
    Pool younger =
        valid(spec("younger").address("10.0.0.7-10.0.0.9").createdAt(DAY.plusSeconds(1)), NODE);
    String message = "spec.address of Eip younger: 10.0.0.7 belongs to Eip elder; leave it out";

    assertThat(messages(PoolRules.against(List.of(elder, younger), younger)))
        .containsExactly(message);
    assertThat(PoolRules.against(List.of(younger), elder)).hasSize(1);
    List<Judged> judged = PoolRules.judge(List.of(younger, elder));
    assertThat(messages(judged.getFirst().violations())).containsExactly(message);
    assertThat(judged.getFirst().pool()).isEqualTo(younger.withReady(false));
    assertThat(judged.getLast()).isEqualTo(new Judged(elder, List.of()));
  }

  @Test
  void manyCommonRangesAreNotAllListed() {
    Pool elder = valid(spec("elder").address("10.0.0.0/24"), NODE);
    Pool younger =
        valid(spec("younger").address("10.0.0.1,10.0.0.3,10.0.0.5,10.0.0.7,10.0.0.9"), NODE);
    assertThat(messages(PoolRules.against(List.of(elder), younger)))
        .containsExactly(
            "spec.address of Eip younger: 10.0.0.1, 10.0.0.3, 10.0.0.5 and 2 more ranges belong to Eip elder;"
                + " leave them out");
    Pool three = valid(spec("three").address("10.0.0.1,10.0.0.3,10.0.0.5"), NODE);
    assertThat(messages(PoolRules.against(List.of(elder), three)).getFirst())
        .contains("10.0.0.5 belong to");
  }

  @Test
  void aFamilyHasOneDefault() {
    Pool v4 = valid(spec("v4").address("10.0.0.1").isDefault(true), NODE);
    Pool v6 = valid(spec("v6").address("fd00::1").isDefault(true), NODE);
    Pool second = valid(spec("second").address("10.0.0.2").isDefault(true), NODE);
    Pool plain = valid(spec("plain").address("10.0.0.3"), NODE);

    assertThat(PoolRules.against(List.of(v4, plain), v6)).isEmpty();
    assertThat(PoolRules.against(List.of(v4), plain)).isEmpty();
    assertThat(messages(PoolRules.against(List.of(v4, v6), second)))
        .containsExactly(
            "metadata.annotations[eip.openelb.kubesphere.io/is-default-eip] of Eip second: Eip v4 is the default"
                + " for IPv4; remove the annotation from one of them");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      nullValues = "none",
      value = {
        "eth0, eth0",
        "none, ''",
        "' bond0.100 ', bond0.100",
        "can_reach:192.168.0.1, can_reach:192.168.0.1",
        "can_reach: fd00::1, can_reach:fd00::1",
        "enp129s0f0np0v1, enp129s0f0np0v1"
      })
  void readsInterfaces(String text, String canonical) {
    assertThat(InterfaceSelector.parse(text == null ? "" : text).orThrow()).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "eth0/1",
    "eth 0",
    "'eth:0'",
    "enp129s0f0np0v16",
    ".",
    "..",
    "nic\u00e9",
    "can_reach:",
    "can_reach:eth0"
  })
  void refusesInterfaces(String text) {
    assertThat(InterfaceSelector.parse(text)).isInstanceOf(Parsed.Bad.class);
  }

  @Test
  void aPoolBelongsToItsNamespacesAndNodes() {
    LabelSelector prod = LabelSelector.ofLabels(Map.of("env", "prod"));
    Pool free = valid(spec("free").address("10.0.0.1"), NODE);
    Pool bound =
        valid(
            spec("bound")
                .address("10.0.0.1")
                .namespaces("shop")
                .namespaceSelector(prod)
                .nodeSelector(prod),
            NODE);
    Pool selecting = valid(spec("selecting").address("10.0.0.1").namespaceSelector(prod), NODE);

    assertThat(free.isBound()).isFalse();
    assertThat(free.serves("any", Map.of())).isTrue();
    assertThat(free.mayBeAnnouncedBy(Map.of())).isTrue();
    assertThat(bound.isBound()).isTrue();
    assertThat(bound.serves("shop", Map.of())).isTrue();
    assertThat(bound.serves("other", Map.of("env", "prod"))).isTrue();
    assertThat(bound.serves("other", Map.of())).isFalse();
    assertThat(bound.mayBeAnnouncedBy(Map.of())).isFalse();
    assertThat(bound.mayBeAnnouncedBy(Map.of("env", "prod", "rack", "a"))).isTrue();
    assertThat(selecting.isBound()).isTrue();
    assertThat(selecting.serves("shop", Map.of("env", "test"))).isFalse();
    assertThat(free.family()).isEqualTo(Family.IPV4);
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Pool(
                "p",
                DAY,
                AddressSet.empty(),
                AddressSet.empty(),
                new TreeMap<>(),
                new InterfaceSelector.BySubnet(),
                false,
                0,
                Set.of(),
                null,
                null,
                false,
                true));
  }

  @Test
  void thePoolThatIsReadyOwnsAnAddressThenTheElder() {
    Pool elder = valid(spec("z-elder").address("10.0.0.1"), NODE);
    Pool younger = valid(spec("a-younger").address("10.0.0.1").createdAt(DAY.plusSeconds(1)), NODE);

    assertThat(Pools.of(List.of(younger, elder)).holding(Ip.of("10.0.0.1"))).contains(elder);
    assertThat(Pools.of(List.of(younger, elder.withReady(false))).holding(Ip.of("10.0.0.1")))
        .contains(younger);
    assertThat(Pools.of(List.of(younger)).holding(Ip.of("10.0.0.2"))).isEmpty();
    assertThat(Pools.of(List.of(younger)).named("a-younger")).contains(younger);
    assertThat(Pools.of(List.of(younger)).named("x")).isEmpty();
    assertThat(Pools.of(List.of(younger, elder)).all()).containsExactly(elder, younger);
  }

  private static PoolSpecBuilder spec(String name) {
    return new PoolSpecBuilder(name, DAY);
  }

  private static Pool valid(PoolSpecBuilder spec, Reserved reserved) {
    PoolReading reading = PoolReader.read(spec.build(), reserved);
    assertThat(reading.violations()).isEmpty();
    return ((PoolReading.Valid) reading).pool();
  }

  private static List<Violation> read(PoolSpecBuilder spec, Reserved reserved) {
    return PoolReader.read(spec.build(), reserved).violations();
  }

  private static List<String> messages(List<Violation> violations) {
    return violations.stream().map(Violation::message).toList();
  }
}
