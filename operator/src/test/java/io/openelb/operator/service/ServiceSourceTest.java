package io.openelb.operator.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.ServiceMapper;
import io.openelb.core.allocation.Seniority;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServiceSourceTest {

  private final List<Service> seen = new ArrayList<>();
  private final List<Seniority> gone = new ArrayList<>();
  private final ServiceSource source = new ServiceSource(seen::add, gone::add);
  private final Service before = version("7");
  private final Service written = version("8");

  @Test
  void whatWeWroteIsNoNews() {
    source.wrote(written);

    source.onResourceUpdated(written, before);
    assertThat(source.isOwnWrite(written)).isTrue();
    assertThat(seen).isEmpty();
  }

  @Test
  void whatOthersWroteIsNewsBeforeAndAfterIt() {
    Service after = version("9");
    source.wrote(written);

    source.onResourceUpdated(before, version("6"));
    source.onResourceUpdated(after, written);
    assertThat(source.isOwnWrite(after)).isFalse();
    assertThat(seen).containsExactly(before, after);
  }

  @Test
  void whoIsMadeAnewUnderItsNameIsNews() {
    source.wrote(written);
    source.onResourceDeleted(written);

    source.onResourceCreated(before);
    assertThat(source.isOwnWrite(written)).isFalse();
    assertThat(gone).containsExactly(ServiceMapper.seniority(written));
    assertThat(seen).containsExactly(before);
  }

  @Test
  void whoWasMadeAnewBetweenTwoListsTookThePlaceOfOneThatIsGone() {
    Service anew = before.edit().editMetadata().withUid("uid-anew").endMetadata().build();

    source.onResourceUpdated(anew, before);

    assertThat(gone).containsExactly(ServiceMapper.seniority(before));
    assertThat(seen).containsExactly(anew);
  }

  private static Service version(String version) {
    return TestDesk.service().editMetadata().withResourceVersion(version).endMetadata().build();
  }
}
