package io.openelb.core.allocation;

import static io.openelb.core.allocation.Given.pool;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Family;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Bound to the namespace, then the default, then the others; by priority, then name; foreign ones
 * last.
 */
final class ChoiceOrderTest {

  private static final List<String> SHOP = List.of("shop");

  private final Pools pools =
      Pools.of(
          List.of(
              pool("other-b", "10.0.0.1", 1, false, List.of()),
              pool("other-a", "10.0.0.2", 1, false, List.of()),
              pool("other-first", "10.0.0.3", 0, false, List.of()),
              pool("default", "10.0.0.4", 9, true, List.of()),
              pool("bound-late", "10.0.0.5", 8, false, SHOP),
              pool("bound-default", "10.0.0.6", 7, true, SHOP),
              pool("foreign", "10.0.0.7", -5, true, List.of("bank")),
              pool("v6", "fd00::1", -9, true, List.of())));

  @Test
  void isThatOfTheContract() {
    assertThat(pools.inOrderFor(Family.IPV4, "shop", Map.of()))
        .extracting(Pool::name)
        .containsExactly(
            "bound-default",
            "bound-late",
            "default",
            "other-first",
            "other-a",
            "other-b",
            "foreign");
    assertThat(pools.inOrderFor(Family.IPV6, "shop", Map.of()))
        .extracting(Pool::name)
        .containsExactly("v6");
  }
}
