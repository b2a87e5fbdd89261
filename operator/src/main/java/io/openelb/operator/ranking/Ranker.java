package io.openelb.operator.ranking;

import io.openelb.core.allocation.ServiceId;
import io.openelb.core.announcement.NodeRanking;
import io.openelb.operator.ranking.NodeAssessor.Assessments;
import io.openelb.operator.ranking.NodesView.Takeover;
import java.util.List;
import java.util.Optional;

/**
 * Ranks the nodes for one Service after the other, by what is known at one moment.
 *
 * @param loads from which a Service is taken out before it is ranked
 * @param time on the monotonic clock, in nanoseconds
 */
record Ranker(NodeAssessor assessor, Takeovers takeovers, Loads loads, long time) {

  /** The ranking that follows on the last one. */
  Entry rank(ServiceId service, Entry last) {
    Assessments assessments = assessor.assess(service, last);
    boolean mayFollow = last.backoff().mayFollow(time);
    Optional<Takeover> takeover =
        last.addresses().stream()
            .filter(ip -> mayFollow && takeovers.haveLasted(ip, time))
            .map(assessor.view().takeovers()::get)
            .filter(taken -> taken != null && assessments.mayStay(taken.node()))
            .findFirst();
    List<String> nodes = order(last, takeover.map(Takeover::node), assessments);
    return last.with(
        new Ranked(nodes, reason(last, nodes, takeover, assessments), assessments.unanswered()),
        backoff(last, nodes, takeover));
  }

  /** The nodes that may answer, the preferred one first if it is among them. */
  List<String> order(Entry last, Optional<String> preferred, Assessments assessments) {
    return NodeRanking.rank(
        last.addresses().toString(),
        last.ranked().nodes(),
        preferred,
        assessments.candidates(loads),
        last.local());
  }

  private TakeoverBackoff backoff(Entry last, List<String> nodes, Optional<Takeover> takeover) {
    if (last.first().equals(nodes.stream().findFirst())) {
      return last.backoff();
    }
    return takeover.isPresent() ? last.backoff().followed(time) : last.backoff().moved(time);
  }

  private static String reason(
      Entry last, List<String> nodes, Optional<Takeover> takeover, Assessments assessments) {
    Optional<String> before = last.first();
    if (nodes.isEmpty()) {
      return assessments.againstAll();
    }
    if (before.isEmpty()) {
      return "";
    }
    if (before.equals(nodes.stream().findFirst())) {
      return last.ranked().reason();
    }
    return takeover
        .map(taken -> told(taken.reason(), before.get()))
        .orElseGet(() -> assessments.against(before.get()));
  }

  /** A speaker that heard of no owner doesn't say whom it took over from. */
  private static String told(String reason, String before) {
    return reason.contains("took over from") ? reason : reason + "; took over from " + before;
  }
}
