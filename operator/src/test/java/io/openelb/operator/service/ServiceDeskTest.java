package io.openelb.operator.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.openelb.api.Names;
import io.openelb.core.address.AddressSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ServiceDeskTest {

  private final TestDesk at = new TestDesk();

  @Test
  void theRankingOfANewServiceIsNotTheTenantsChoice() {
    List<String> chosen = ranking(TestDesk.service());

    assertThat(chosen).hasSize(2);
    assertThat(ranking(ranked(TestDesk.service(), chosen.getLast()))).isEqualTo(chosen);
  }

  @Test
  void theRankingOfOneThatHasItsAddressIsBelieved() {
    assertThat(ranking(ranked(TestDesk.holding(), "a"))).containsExactly("a", "b");
    assertThat(ranking(ranked(TestDesk.holding(), "b"))).containsExactly("b", "a");
  }

  @Test
  void theHostNameOfAnotherLoadBalancerIsNotOurs() {
    ServiceBuilder left =
        TestDesk.service()
            .editMetadata()
            .removeFromAnnotations(Names.LOAD_BALANCER)
            .endMetadata()
            .withNewStatus()
            .withNewLoadBalancer()
            .addNewIngress()
            .withHostname("lb.example.com")
            .endIngress()
            .endLoadBalancer()
            .endStatus();

    assertThat(at.desk.decide(left.build()).desired().statusIsOurs()).isFalse();
  }

  @Test
  void anAddressThatWeGaveIsClearedFromWhatLeftOurCare() {
    ServiceBuilder left =
        TestDesk.holding().editMetadata().removeFromAnnotations(Names.LOAD_BALANCER).endMetadata();

    assertThat(at.desk.decide(left.build()).desired()).isEqualTo(Desired.WAITING);
  }

  @Test
  void whatIsDeletedWhileTheBookIsBegunIsForgotten() {
    ServiceSource source = new ServiceSource(_ -> {}, _ -> {});
    source.attach(new ListedAndGone(TestDesk.holding().build()));

    at.desk.seed(source);

    assertThat(at.book.usedOf(AddressSet.of("192.168.0.91"))).isEmpty();
  }

  /** A Service that is deleted once it was listed. */
  private record ListedAndGone(Service service) implements IndexerResourceCache<Service> {

    @Override
    public Stream<Service> list(Predicate<Service> predicate) {
      return Stream.of(service).filter(predicate);
    }

    @Override
    public Stream<Service> list(@Nullable String namespace, Predicate<Service> predicate) {
      return list(predicate);
    }

    @Override
    public Optional<Service> get(ResourceID id) {
      return Optional.empty();
    }

    @Override
    public Stream<ResourceID> keys() {
      return Stream.empty();
    }

    @Override
    public List<Service> byIndex(String index, String key) {
      return List.of();
    }

    @Override
    public void addIndexers(Map<String, Function<Service, List<String>>> indexers) {}
  }

  /** As a desk says that was never asked before. */
  private static List<String> ranking(ServiceBuilder service) {
    return new TestDesk().desk.decide(service.build()).desired().ranking();
  }

  private static ServiceBuilder ranked(ServiceBuilder service, String first) {
    return service.editMetadata().addToAnnotations(Names.NODES, first).endMetadata();
  }
}
