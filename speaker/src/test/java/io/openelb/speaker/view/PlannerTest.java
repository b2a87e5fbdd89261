package io.openelb.speaker.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.announcement.Assignment;
import io.openelb.core.pool.InterfaceSelector;
import io.openelb.core.pool.LabelSelector;
import io.openelb.core.pool.Pool;
import io.openelb.speaker.announce.Plan;
import io.openelb.speaker.link.Nic;
import io.openelb.speaker.view.ClusterView.Holder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlannerTest {

  private static final Ip VIP = Ip.of("192.168.0.91");
  private static final Instant EPOCH = Instant.EPOCH;
  private static final Nic ETH0 = nic("eth0", 2, "192.168.0.3/24", "fd00:168::3/64");
  private static final Nic ETH1 = nic("eth1", 3, "10.1.0.3/16");

  private final Planner planner = new Planner(new FakeRoutes());

  @Test
  void anAddressOfAnEipIsAssignedWithItsRankingOnTheNamedInterface() {
    Plan plan =
        plan(List.of(holder("web", 0, "192.168.0.91")), List.of(pool("eth0", "192.168.0.91")));

    assertThat(plan.assignments())
        .containsExactly(
            Map.entry(VIP, new Assignment(VIP, List.of("web-first", "second"), Set.of("eth0"))));
    assertThat(plan.interfaces()).containsExactly("eth0");
    assertThat(plan.problems()).isEmpty();
  }

  @Test
  void withoutASelectorTheInterfaceIsTheOneWithTheSubnet() {
    Plan plan =
        plan(
            List.of(holder("web", 0, "10.1.7.7", "fd00:168::91")),
            List.of(pool("", "10.1.7.0/24"), pool("", "fd00:168::90-fd00:168::99")));

    assertThat(assignment(plan, "10.1.7.7").interfaces()).containsExactly("eth1");
    assertThat(assignment(plan, "fd00:168::91").interfaces()).containsExactly("eth0");
  }

  @Test
  void canReachFollowsTheRoute() {
    Plan plan =
        plan(
            List.of(holder("web", 0, "192.168.0.91")),
            List.of(pool("can_reach:10.1.0.1", "192.168.0.91")));

    assertThat(assignment(plan, "192.168.0.91").interfaces()).containsExactly("eth1");
  }

  @Test
  void anAddressOutsideOfAllEipsIsNotPlanned() {
    Plan plan =
        plan(List.of(holder("web", 0, "192.168.0.50")), List.of(pool("eth0", "192.168.0.91")));

    assertThat(plan.assignments()).isEmpty();
  }

  @Test
  void anAddressStaysPlannedWhenItsEipCannotBeSeenAnyMore() {
    List<Holder> services = List.of(holder("web", 0, "192.168.0.91"));
    plan(services, List.of(pool("eth0", "192.168.0.91")));

    assertThat(plan(services, List.of()).assignments()).containsKey(VIP);
    assertThat(plan(List.of(), List.of()).assignments()).isEmpty();
    assertThat(plan(services, List.of()).assignments()).isEmpty();
  }

  @Test
  void addressesOfNodesOfThisMachineAndOfGatewaysAreNeverPlanned() {
    Plan plan =
        plan(
            List.of(holder("bad", 0, "192.168.0.2", "192.168.0.3", "192.168.0.1")),
            List.of(pool("eth0", "192.168.0.0/24")));

    assertThat(plan.assignments()).isEmpty();
    assertThat(plan.problems())
        .containsExactly(
            "192.168.0.1 is not announced: it is an address of a node or a gateway",
            "192.168.0.2 is not announced: it is an address of a node or a gateway",
            "192.168.0.3 is not announced: it is an address of a node or a gateway");
  }

  @Test
  void aNodeThatTheEipDoesNotSelectHasNoInterfaceForItsAddresses() {
    LabelSelector other = LabelSelector.ofLabels(Map.of("rack", "2"));

    Plan plan =
        plan(
            List.of(holder("web", 0, "192.168.0.91")),
            List.of(pool("eth0", "192.168.0.91", other)));

    assertThat(assignment(plan, "192.168.0.91").interfaces()).isEmpty();
    assertThat(plan.interfaces()).isEmpty();
  }

  @Test
  void ofServicesThatShareAnAddressTheEldestHasTheSay() {
    Plan plan =
        plan(
            List.of(holder("young", 60, "192.168.0.91"), holder("old", 0, "192.168.0.91")),
            List.of(pool("eth0", "192.168.0.91")));

    assertThat(assignment(plan, "192.168.0.91").ranking()).startsWith("old-first");
  }

  @Test
  void whatIsMissingIsSaid() {
    Plan plan =
        plan(
            List.of(),
            List.of(
                pool("eth9", "192.168.0.91"),
                pool("eth1", "192.168.0.92"),
                pool("can_reach:203.0.113.1", "192.168.0.93"),
                pool("", "172.16.0.1")));

    assertThat(plan.problems())
        .containsExactly(
            "interface eth9 of Eip pool-192.168.0.91 does not exist",
            "no address of Eip pool-192.168.0.92 is in a subnet of interface eth1",
            "no interface has an address of Eip pool-172.16.0.1 in its subnet",
            "no interface reaches 203.0.113.1, as Eip pool-192.168.0.93 wants");
  }

  private Plan plan(List<Holder> services, List<Pool> pools) {
    ClusterView view =
        new ClusterView(
            services,
            pools,
            Map.of("rack", "1"),
            Set.of(Ip.of("192.168.0.2"), Ip.of("192.168.0.3")));
    return planner.plan(view, new TreeMap<>(Map.of("eth0", ETH0, "eth1", ETH1)));
  }

  private static Assignment assignment(Plan plan, String address) {
    return Objects.requireNonNull(plan.assignments().get(Ip.of(address)), address);
  }

  private static Holder holder(String name, long age, String... addresses) {
    return new Holder(
        new ServiceId("shop", name),
        EPOCH.plusSeconds(age),
        Set.copyOf(Arrays.stream(addresses).map(Ip::of).toList()),
        List.of(name + "-first", "second"));
  }

  private static Pool pool(String selector, String addresses) {
    return pool(selector, addresses, null);
  }

  private static Pool pool(
      String selector, String addresses, @Nullable LabelSelector nodeSelector) {
    AddressSet set = AddressSet.of(addresses);
    return new Pool(
        "pool-" + addresses,
        EPOCH,
        set,
        set,
        new TreeMap<>(),
        InterfaceSelector.parse(selector).orThrow(),
        false,
        0,
        Set.of(),
        null,
        nodeSelector,
        false,
        true);
  }

  private static Nic nic(String name, int index, String... addresses) {
    return new Nic(name, index, new Mac(index), true, Stream.of(addresses).map(Cidr::of).toList());
  }

  private static final class FakeRoutes implements Routes {

    @Override
    public Set<Ip> gateways() {
      return Set.of(Ip.of("192.168.0.1"));
    }

    @Override
    public Optional<Nic> towards(Ip target, Collection<Nic> nics) {
      return nics.stream().filter(nic -> nic.isOnSegment(target)).findFirst();
    }
  }
}
