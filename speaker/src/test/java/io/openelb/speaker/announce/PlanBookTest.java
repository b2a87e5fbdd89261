package io.openelb.speaker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.announcement.Assignment;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlanBookTest {

  private static final Ip FIRST = Ip.of("192.168.0.91");
  private static final Ip SECOND = Ip.of("192.168.0.92");

  private final PlanBook plan = new PlanBook();

  @Test
  void changesAddUp() {
    plan.note(change(List.of(on(FIRST, "eth0"), on(SECOND, "eth0")), List.of(), "a problem"));
    plan.note(change(List.of(on(SECOND, "eth1")), List.of(FIRST)));

    assertThat(plan.on("eth0")).isEmpty();
    assertThat(plan.on("eth1")).containsExactly(SECOND);
    assertThat(plan.problems()).isEmpty();
  }

  @Test
  void anAddressThatMovesToAnotherInterfaceIsOneFewerHere() {
    PlanChange change = change(List.of(on(FIRST, "eth0"), on(SECOND, "eth1")), List.of());

    assertThat(PlanBook.on("eth0", change))
        .isEqualTo(new PlanBook.Local(List.of(FIRST), List.of(SECOND)));
  }

  private static Assignment on(Ip address, String nic) {
    return new Assignment(address, List.of("master1"), Set.of(nic));
  }

  private static PlanChange change(
      List<Assignment> assigned, List<Ip> withdrawn, String... problems) {
    return new PlanChange(assigned, withdrawn, Set.of("eth0"), Set.of(), List.of(problems));
  }
}
