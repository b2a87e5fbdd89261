package io.openelb.speaker.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.allocation.Seniority;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.announcement.Assignment;
import io.openelb.core.pool.InterfaceSelector;
import io.openelb.core.pool.LabelSelector;
import io.openelb.core.pool.Pool;
import io.openelb.speaker.announce.PlanChange;
import io.openelb.speaker.link.Nic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlannerTest {

  private static final Ip VIP = Ip.of("192.168.0.91");
  private static final Instant EPOCH = Instant.EPOCH;
  private static final Nic ETH0 = nic("eth0", 2, "192.168.0.3/24", "fd00:168::3/64");
  private static final Nic ETH1 = nic("eth1", 3, "10.1.0.3/16");

  private final FakeRoutes routes = new FakeRoutes();
  private final Map<String, Nic> nics = new TreeMap<>(Map.of("eth0", ETH0, "eth1", ETH1));
  private long now;
  private final Planner planner = new Planner("worker-1", routes, () -> now);

  /** What the API server has told the planner, and what the planner's changes come to. */
  private final Holders holders = new Holders();

  private final Set<ServiceId> present = new HashSet<>();
  private final Map<Ip, Assignment> assignments = new TreeMap<>();

  @Test
  void anAddressOfAnEipIsAssignedWithItsRankingOnTheNamedInterface() {
    PlanChange plan =
        plan(List.of(holder("web", 0, "192.168.0.91")), List.of(pool("eth0", "192.168.0.91")));

    assertThat(assignments)
        .containsExactly(
            Map.entry(VIP, new Assignment(VIP, List.of("web-first", "second"), Set.of("eth0"))));
    assertThat(plan.interfaces()).containsExactly("eth0");
    assertThat(plan.problems()).isEmpty();
  }

  /** Its former owner may have told the others that it is withdrawn. */
  @Test
  void anAddressThatWasGivenOutAnewInTheMeantimeIsAssignedAgain() {
    List<Holder> services = List.of(holder("web", 0, "192.168.0.91"));
    List<Pool> pools = List.of(pool("eth0", "192.168.0.91"));
    PlanChange first = plan(services, pools);
    assertThat(plan(services, pools).assigned()).isEmpty();

    holders.remove(services.getFirst().id());

    assertThat(plan(services, pools).assigned()).isEqualTo(first.assigned());
  }

  @Test
  void withoutASelectorTheInterfaceIsTheOneWithTheSubnet() {
    plan(
        List.of(holder("web", 0, "10.1.7.7", "fd00:168::91")),
        List.of(pool("", "10.1.7.0/24"), pool("", "fd00:168::90-fd00:168::99")));

    assertThat(assignment("10.1.7.7").interfaces()).containsExactly("eth1");
    assertThat(assignment("fd00:168::91").interfaces()).containsExactly("eth0");
  }

  @Test
  void aSegmentOfARouteIsASubnetToo() {
    Nic eth2 =
        new Nic("eth2", 4, new Mac(4), true, cidrs("fd00:2::4/128"), cidrs("fd00:2::/64"), "");
    nics.put("eth2", eth2);

    PlanChange plan =
        plan(
            List.of(holder("web", 0, "fd00:2::91"), holder("named", 0, "fd00:2::92")),
            List.of(pool("", "fd00:2::91"), pool("eth2", "fd00:2::92")));

    assertThat(assignment("fd00:2::91").interfaces()).containsExactly("eth2");
    assertThat(plan.problems()).isEmpty();
  }

  @Test
  void ofTwoInterfacesWithTheSubnetOnlyTheOneThatIsUsedIsOpened() {
    nics.put("eth2", nic("eth2", 4, "192.168.0.4/24", "10.2.0.4/16"));

    PlanChange plan = plan(List.of(), List.of(pool("", "192.168.0.91")));
    assertThat(plan.interfaces()).containsExactly("eth0");

    plan = plan(List.of(), List.of(pool("", "10.0.0.0-192.168.0.99")));
    assertThat(plan.interfaces()).containsExactlyInAnyOrder("eth0", "eth1", "eth2");
  }

  @Test
  void canReachFollowsTheRoute() {
    plan(
        List.of(holder("web", 0, "192.168.0.91")),
        List.of(pool("can_reach:10.1.0.1", "192.168.0.91")));

    assertThat(assignment("192.168.0.91").interfaces()).containsExactly("eth1");
  }

  @Test
  void aKernelThatAnswersForAPlannedAddressOnItsInterfaceIsAProblem() {
    List<Holder> services = List.of(holder("web", 0, "192.168.0.91"));
    List<Pool> pools = List.of(pool("eth0", "192.168.0.91"), pool("eth1", "10.1.0.91"));

    routes.answered.put("eth0", Set.of(Ip.of("127.0.0.1"), Ip.of("10.244.0.1")));
    routes.answered.put("eth1", Set.of(VIP));
    assertThat(plan(services, pools).problems()).isEmpty();

    routes.answered.put("eth0", Set.of(VIP));
    assertThat(plan(services, pools).problems())
        .containsExactly(
            "the kernel of node worker-1 answers ARP for addresses that its speaker doesn't own:"
                + " set strictARP");

    routes.answered.clear();
    assertThat(plan(services, pools).problems()).isEmpty();
  }

  @Test
  void anAddressOutsideOfAllEipsIsNotPlanned() {
    plan(List.of(holder("web", 0, "192.168.0.50")), List.of(pool("eth0", "192.168.0.91")));

    assertThat(assignments).isEmpty();
  }

  @Test
  void anAddressStaysPlannedWhenItsEipCannotBeSeenAnyMore() {
    List<Holder> services = List.of(holder("web", 0, "192.168.0.91"));
    plan(services, List.of(pool("eth0", "192.168.0.91")));

    assertThat(plan(services, List.of()).interfaces()).containsExactly("eth0");
    assertThat(assignments).containsKey(VIP);

    plan(List.of(), List.of());
    plan(services, List.of());
    assertThat(assignments).isEmpty();
  }

  @Test
  void addressesOfNodesAreNeverPlannedAndThoseOfThisMachineAndOfGatewaysAreLeftToOthers() {
    PlanChange plan =
        plan(
            List.of(holder("bad", 0, "192.168.0.2", "192.168.0.3", "192.168.0.1", "10.1.0.3")),
            List.of(pool("eth0", "192.168.0.0/24"), pool("eth1", "10.1.0.0/16")));

    assertThat(assignments).containsOnlyKeys(Ip.of("10.1.0.3"), Ip.of("192.168.0.1"));
    assertThat(assignments.values()).allSatisfy(each -> assertThat(each.interfaces()).isEmpty());
    assertThat(plan.problems())
        .containsExactly(
            "10.1.0.3 of Eip pool-10.1.0.0/16 is not announced: it is an address of a node or a gateway",
            "192.168.0.1 of Eip pool-192.168.0.0/24 is not announced: it is an address of a node or a gateway",
            "192.168.0.2 of Eip pool-192.168.0.0/24 is not announced: it is an address of a node or a gateway",
            "192.168.0.3 of Eip pool-192.168.0.0/24 is not announced: it is an address of a node or a gateway");
  }

  @Test
  void tellsTheGatewaysOnItsSegmentsThatAreNoNodes() {
    assertThat(plan(List.of(), List.of()).gateways()).containsExactly(Ip.of("192.168.0.1"));

    routes.gateway = Ip.of("192.168.0.3");
    now += 1_000_000_000;
    assertThat(plan(List.of(), List.of()).gateways()).isEmpty();

    routes.gateway = Ip.of("10.244.1.0");
    now += 1_000_000_000;
    assertThat(plan(List.of(), List.of()).gateways()).isEmpty();
  }

  @Test
  void aNodeThatTheEipDoesNotSelectIsHeardButHasNoInterfaceForItsAddresses() {
    LabelSelector other = LabelSelector.ofLabels(Map.of("rack", "2"));

    PlanChange plan =
        plan(
            List.of(holder("web", 0, "192.168.0.91")),
            List.of(pool("eth0", "192.168.0.91", other), pool("eth9", "10.9.9.9", other)));

    assertThat(assignment("192.168.0.91").interfaces()).isEmpty();
    assertThat(plan.interfaces()).containsExactly("eth0");
    assertThat(plan.problems()).isEmpty();
  }

  @Test
  void theKernelOfANodeThatTheEipDoesNotSelectIsAProblemWhereTheAddressIs() {
    LabelSelector other = LabelSelector.ofLabels(Map.of("rack", "2"));
    List<Holder> services = List.of(holder("web", 0, "192.168.0.91"));
    List<Pool> pools = List.of(pool("eth0", "192.168.0.91", other), pool("eth1", "10.1.0.91"));

    routes.answered.put("eth1", Set.of(VIP));
    assertThat(plan(services, pools).problems()).isEmpty();

    routes.answered.put("eth0", Set.of(VIP));
    assertThat(plan(services, pools).problems()).singleElement().asString().contains("strictARP");
  }

  @Test
  void ofServicesThatShareAnAddressTheEldestHasTheSay() {
    plan(
        List.of(holder("young", 60, "192.168.0.91"), holder("old", 0, "192.168.0.91")),
        List.of(pool("eth0", "192.168.0.91")));

    assertThat(assignment("192.168.0.91").ranking()).startsWith("old-first");
  }

  @Test
  void whatIsMissingIsSaid() {
    PlanChange plan =
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

  @Test
  void aPartOfAnotherInterfaceIsNotUsed() {
    nics.put("eth1", new Nic("eth1", 3, new Mac(3), true, ETH1.addresses(), List.of(), "bond0"));

    PlanChange plan =
        plan(
            List.of(
                holder("named", 0, "10.1.0.91"),
                holder("reached", 0, "10.1.0.92"),
                holder("by-subnet", 0, "10.1.0.93")),
            List.of(
                pool("eth1", "10.1.0.91"),
                pool("can_reach:10.1.0.1", "10.1.0.92"),
                pool("", "10.1.0.93")));

    assertThat(plan.interfaces()).isEmpty();
    assertThat(assignments.values()).allMatch(one -> one.interfaces().isEmpty());
    assertThat(plan.problems())
        .containsExactly(
            "interface eth1 of Eip pool-10.1.0.91 belongs to bond0; name that one",
            "no interface has an address of Eip pool-10.1.0.93 in its subnet",
            "no interface reaches 10.1.0.1, as Eip pool-10.1.0.92 wants");
  }

  @Test
  void aChangeTellsOnlyWhatIsOther() {
    List<Pool> pools = List.of(pool("eth0", "192.168.0.90-192.168.0.99"));
    Holder web = holder("web", 0, "192.168.0.91");
    plan(List.of(web, holder("old", 0, "192.168.0.92")), pools);

    PlanChange change = plan(List.of(web, holder("new", 0, "192.168.0.93")), pools);

    assertThat(change.assigned())
        .extracting(Assignment::address)
        .containsExactly(Ip.of("192.168.0.93"));
    assertThat(change.withdrawn()).containsExactly(Ip.of("192.168.0.92"));
    assertThat(change.interfaces()).containsExactly("eth0");
  }

  @Test
  void otherSurroundingsConcernAllAddresses() {
    List<Holder> services = List.of(holder("web", 0, "192.168.0.91"));
    plan(services, List.of(pool("eth0", "192.168.0.91")));

    assertThat(plan(services, List.of(pool("eth1", "192.168.0.91"))).assigned())
        .extracting(Assignment::interfaces)
        .containsExactly(Set.of("eth1"));
  }

  @Test
  void theRoutesAreReadAtMostOnceASecondWhileNothingElseChanges() {
    List<Pool> pools = List.of(pool("eth0", "192.168.0.91"));
    List<Holder> services = List.of(holder("web", 0, "192.168.0.91"));
    plan(services, pools);
    routes.gateway = VIP;

    now += 999_000_000;
    plan(services, pools);
    assertThat(assignments).containsKey(VIP);

    now += 1_000_000;
    PlanChange plan = plan(services, pools);
    assertThat(assignment("192.168.0.91").interfaces()).isEmpty();
    assertThat(plan.problems())
        .containsExactly(
            "192.168.0.91 of Eip pool-192.168.0.91 is not announced: it is an address of a node or a gateway");
  }

  @Test
  void whatFailedIsPlannedTheNextTime() {
    List<Pool> pools = List.of(pool("eth0", "192.168.0.91"));
    List<Holder> services = List.of(holder("web", 0, "192.168.0.91"));
    routes.fail = true;
    assertThatThrownBy(() -> plan(services, pools)).isInstanceOf(UncheckedIOException.class);
    routes.fail = false;

    plan(services, pools);

    assertThat(assignments).containsKey(VIP);
  }

  private PlanChange plan(List<Holder> services, List<Pool> pools) {
    Set<ServiceId> now = services.stream().map(Holder::id).collect(Collectors.toSet());
    present.stream().filter(id -> !now.contains(id)).forEach(holders::remove);
    present.clear();
    present.addAll(now);
    services.forEach(holders::put);
    Surroundings surroundings =
        new Surroundings(
            pools, Map.of("rack", "1"), Set.of(Ip.of("192.168.0.2"), Ip.of("192.168.0.3")));
    PlanChange change = planner.plan(new Cluster.News(surroundings, holders.news()), nics);
    change.assigned().forEach(one -> assignments.put(one.address(), one));
    change.withdrawn().forEach(assignments::remove);
    return change;
  }

  private Assignment assignment(String address) {
    return Objects.requireNonNull(assignments.get(Ip.of(address)), address);
  }

  private static Holder holder(String name, long age, String... addresses) {
    return new Holder(
        new Seniority(EPOCH.plusSeconds(age), "", new ServiceId("shop", name)),
        false,
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
    return new Nic(name, index, new Mac(index), true, cidrs(addresses));
  }

  private static List<Cidr> cidrs(String... texts) {
    return Stream.of(texts).map(Cidr::of).toList();
  }

  private static final class FakeRoutes implements Routes {

    private Ip gateway = Ip.of("192.168.0.1");
    private final Map<String, Set<Ip>> answered = new HashMap<>();
    private boolean fail;

    @Override
    public Set<Ip> gateways() {
      if (fail) {
        throw new UncheckedIOException(new IOException("no /proc"));
      }
      return Set.of(gateway);
    }

    @Override
    public Optional<Nic> towards(Ip target, Collection<Nic> nics) {
      return nics.stream().filter(nic -> nic.isOnSegment(target)).findFirst();
    }

    @Override
    public Set<Ip> answeredByKernel(String nic) {
      return answered.getOrDefault(nic, Set.of());
    }
  }
}
