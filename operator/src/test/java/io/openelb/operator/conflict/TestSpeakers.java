package io.openelb.operator.conflict;

import io.openelb.api.SpeakerReport;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.util.List;

/** Speakers that report conflicts. */
public final class TestSpeakers {

  private TestSpeakers() {}

  /** A living speaker with a conflict. */
  public static Speaker reporting(String node, String address, boolean beforeAnnouncement) {
    return speaker(
        node,
        List.of(),
        new SpeakerReport.Conflict(address, "52:54:22:00:00:01", beforeAnnouncement));
  }

  /** A living speaker that took an address over. */
  public static Speaker announcing(String node, String address) {
    return speaker(node, List.of(new SpeakerReport.TookOver(address, "quiet")));
  }

  /** A living speaker with an interface of that MAC. */
  static Speaker onSegment(String node, String mac, String... members) {
    return speaker(
        node,
        List.of(
            new SpeakerReport.Interface("eth0", mac, true, List.of(), List.of(), List.of(members))),
        List.of());
  }

  private static Speaker speaker(
      String node, List<SpeakerReport.TookOver> tookOver, SpeakerReport.Conflict... conflicts) {
    return speaker(node, List.of(), tookOver, conflicts);
  }

  private static Speaker speaker(
      String node,
      List<SpeakerReport.Interface> interfaces,
      List<SpeakerReport.TookOver> tookOver,
      SpeakerReport.Conflict... conflicts) {
    return new Speaker(
        new SpeakerReport(
            node,
            "b1",
            true,
            interfaces,
            null,
            null,
            tookOver,
            false,
            List.of(conflicts),
            null,
            null),
        true,
        true);
  }
}
