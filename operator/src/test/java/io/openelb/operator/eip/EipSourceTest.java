package io.openelb.operator.eip;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.api.Eip;
import io.openelb.operator.Listed;
import io.openelb.operator.TestObjects;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EipSourceTest {

  private final PoolKeeper keeper = new PoolKeeper(_ -> {});
  private final EipSource source = new EipSource(keeper, _ -> {});
  private final Eip eip = TestObjects.eip("layer2-eip", "192.168.0.91");

  @Test
  void allAreToldOfAtOnce() {
    source.attach(new Listed<>(List.of(eip), false));

    source.tellOfAll();

    assertThat(keeper.reading("layer2-eip")).isPresent();
  }

  @Test
  void oneThatIsDeletedMeanwhileIsForgotten() {
    source.attach(new Listed<>(List.of(eip), true));

    source.tellOfAll();

    assertThat(keeper.reading("layer2-eip")).isEmpty();
  }
}
