package io.openelb.core.announcement;

import io.openelb.core.address.Mix64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The order of the nodes that may answer for an address: the first live one does. The operator
 * writes it, and every speaker acts by it.
 *
 * <p>Who is first stays first while it may be: a node that returns does not take back what it had.
 * A new first is the next of the last ranking, as the speakers see it too, or else the node with
 * the fewest addresses. The others follow in an order that differs from address to address, so that
 * what a dead node had is spread over all. Last come those whose interface is down, or whose
 * speaker stops: they don't answer, but need nobody to rank them when the cable is plugged in, or
 * the speaker started, again.
 *
 * <p>Where no node is fit, those follow against whom nothing speaks but their silence. After an API
 * server was away Kubernetes takes all nodes for not ready, though their speakers are well.
 */
public final class NodeRanking {

  /** How many nodes are named at most. */
  public static final int PLACES = 5;

  /** Whether a node may answer for the address. */
  public enum Fitness {
    /** It may. */
    FIT,
    /** Its liveness is lost, but its peers on the segment still hear it: it keeps what it has. */
    HEARD,
    /** Its liveness is lost, and nothing else speaks against it. */
    SILENT,
    /**
     * Its interface is down, or its speaker stops, and nothing else speaks against it: it comes
     * after all others.
     */
    DOWN,
    /** It may not, as far as is known. */
    UNFIT,
    /** It may not, because somebody said so: it has no place at all. */
    BARRED
  }

  /**
   * A node as it stands to the address.
   *
   * @param addresses how many other addresses it is first for
   */
  public record Candidate(String node, Fitness fitness, int addresses) {}

  private final String address;
  private final List<String> last;
  private final Map<String, Candidate> candidates;

  private NodeRanking(String address, List<String> last, Collection<Candidate> candidates) {
    this.address = address;
    this.last = last;
    this.candidates =
        candidates.stream().collect(Collectors.toMap(Candidate::node, Function.identity()));
  }

  /**
   * Ranks.
   *
   * @param address what the order behind the first depends on
   * @param last the last ranking; empty when there was none
   * @param preferred the node that shall be the first if it may: the one that answers for the
   *     address as its speaker says, or one with fewer addresses
   * @param candidates every node; one that is not named is gone
   * @param mayBeEmpty whether nobody shall answer when no node may; otherwise the last ranking
   *     stays, but for those that are barred. Lost liveness alone never empties a ranking, nor
   *     keeps it empty
   */
  public static List<String> rank(
      String address,
      List<String> last,
      Optional<String> preferred,
      Collection<Candidate> candidates,
      boolean mayBeEmpty) {
    return new NodeRanking(address, last, candidates).rank(preferred, mayBeEmpty);
  }

  private List<String> rank(Optional<String> preferred, boolean mayBeEmpty) {
    Optional<String> first =
        preferred
            .filter(this::mayStayFirst)
            .or(() -> last.stream().findFirst().filter(this::mayStayFirst))
            .or(() -> last.stream().filter(this::isFit).findFirst())
            .or(this::leastLoaded);
    if (first.isEmpty()) {
      return withoutAnyFit(mayBeEmpty);
    }
    LinkedHashSet<String> ranking = new LinkedHashSet<>();
    ranking.add(first.get());
    // Whoever is heard may own the address; without a place in the ranking it would hand it over.
    last.stream().filter(is(Fitness.FIT, Fitness.HEARD)).forEach(ranking::add);
    of(Fitness.FIT).sorted(byAddress()).map(Candidate::node).forEach(ranking::add);
    of(Fitness.DOWN).sorted(byAddress()).map(Candidate::node).forEach(ranking::add);
    return ranking.stream().limit(PLACES).toList();
  }

  private List<String> withoutAnyFit(boolean mayBeEmpty) {
    LinkedHashSet<String> able = new LinkedHashSet<>();
    last.stream().filter(is(Fitness.SILENT, Fitness.HEARD, Fitness.DOWN)).forEach(able::add);
    List<String> others =
        Stream.concat(of(Fitness.HEARD).sorted(byAddress()), of(Fitness.SILENT).sorted(byAddress()))
            .map(Candidate::node)
            .filter(node -> !able.contains(node))
            .toList();
    if (!mayBeEmpty) {
      // The owner may be among these: without a place it would fall silent.
      last.stream()
          .filter(is(Fitness.UNFIT))
          .limit(Math.max(0, PLACES - able.size() - Math.min(1, others.size())))
          .forEach(able::add);
    }
    able.addAll(others);
    if (able.isEmpty() && !mayBeEmpty) {
      last.stream().filter(is(Fitness.BARRED).negate()).forEach(able::add);
    }
    return able.stream().limit(PLACES).toList();
  }

  private Optional<String> leastLoaded() {
    return of(Fitness.FIT)
        .min(Comparator.comparingInt(Candidate::addresses).thenComparing(Candidate::node))
        .map(Candidate::node);
  }

  private Stream<Candidate> of(Fitness fitness) {
    return candidates.values().stream().filter(candidate -> candidate.fitness() == fitness);
  }

  private boolean isFit(String node) {
    return is(Fitness.FIT).test(node);
  }

  private boolean mayStayFirst(String node) {
    return is(Fitness.FIT, Fitness.HEARD).test(node);
  }

  private Predicate<String> is(Fitness... fitness) {
    List<Fitness> any = List.of(fitness);
    return node -> {
      @Nullable Candidate candidate = candidates.get(node);
      return candidate != null && any.contains(candidate.fitness());
    };
  }

  /** Rendezvous hashing: each address has its own order, and a node that goes moves no other. */
  private Comparator<Candidate> byAddress() {
    return Comparator.comparingLong((Candidate candidate) -> weight(candidate.node()))
        .thenComparing(Candidate::node);
  }

  private long weight(String node) {
    // Neighbouring addresses must not give neighbouring weights.
    return Mix64.finish(((long) address.hashCode() << 32) ^ (node.hashCode() & 0xffff_ffffL));
  }
}
