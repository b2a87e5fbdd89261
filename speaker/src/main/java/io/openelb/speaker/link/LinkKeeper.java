package io.openelb.speaker.link;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the wanted interfaces open, through loss of carrier, removal, return, and a new MAC. In a
 * thread of its own: opening takes milliseconds.
 */
public final class LinkKeeper implements AutoCloseable {

  /** Takes what happens to interfaces, in the keeper's thread: it must not wait. */
  public interface Events {

    /** All interfaces of the node, when any of them changed. */
    void seen(Map<String, Nic> nics);

    /** The interface can be used from now on. */
    void up(Link link);

    /** The interface can't be used any more. */
    void down(String nic);

    /** Why wanted interfaces can't be used, a sentence each, when that changed. */
    void problems(List<String> problems);
  }

  /** Opens an interface. */
  interface Opener {

    /**
     * Opens it, silent.
     *
     * @param counters go on counting where an earlier link of the same name ended
     * @param watch over whether others are heard, which they are not without a carrier
     * @throws LinkException when it can't be opened
     */
    Link open(Nic nic, LinkCounters counters, LinkListener listener, QuietWatch watch)
        throws LinkException;
  }

  private static final Logger log = LoggerFactory.getLogger(LinkKeeper.class);

  /** How long an interface may take to close. */
  private static final Duration CLOSING = Duration.ofSeconds(2);

  /** Between two looks at interfaces that may have no carrier, at most. */
  private static final long CARRIER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Between two looks while all is well: for another MAC, and for problems to tell of. */
  private static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Between two readings of everything, which costs on nodes with many pods. */
  private static final long SCAN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final NicScanner scanner;
  private final LinkListener listener;
  private final Events events;
  private final Opener opener;
  private final LongSupplier clock;
  private final Pauses pauses;
  private final Lookout lookout;

  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final Map<String, LinkCounters> counters = new ConcurrentHashMap<>();
  private final Map<String, String> problems = new TreeMap<>();

  /**
   * Interfaces that could not be opened. Each try costs C's heap something for good (pcap4j doesn't
   * close what it can't open), so the next one waits until everything is read again.
   */
  private final Set<String> refused = new HashSet<>();

  private List<String> told = List.of();
  private volatile Set<String> wanted = Set.of();
  private Map<String, Nic> nics = Map.of();

  /** When everything is to be read again; null for the next look. */
  private @Nullable Long nextScan;

  /**
   * Nanoseconds between two looks.
   *
   * @param amiss while a wanted interface is not open, or has no carrier
   * @param patience for which nobody may be heard on one, before another look
   * @param calm while all is well
   */
  record Pauses(long amiss, long patience, long calm) {}

  /** A link, what tells of its interface, and whether a carrier was there when last looked at. */
  private record Kept(Link link, CarrierMonitor carrierMonitor, boolean up) {

    /** An interface that takes no frame holds up for good whoever closes it. */
    void close() {
      String name = link.nic().name();
      Thread closing = Thread.ofPlatform().name("close-" + name).daemon().start(link::close);
      try {
        if (!closing.join(CLOSING)) {
          log.warn("Interface takes no frames, and is left to itself: name={}", name);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      carrierMonitor.close();
    }
  }

  /**
   * A keeper that wants no interface yet.
   *
   * @param interval between two advertisements, in nanoseconds
   * @param dead how long the others wait before they take what we own, in nanoseconds
   */
  public LinkKeeper(
      NicScanner scanner, LinkListener listener, Events events, long interval, long dead) {
    this(
        scanner,
        listener,
        events,
        EthernetLink::open,
        new Pauses(pause(dead), patience(interval, dead), CALM_NANOS),
        System::nanoTime);
  }

  LinkKeeper(
      NicScanner scanner,
      LinkListener listener,
      Events events,
      Opener opener,
      Pauses pauses,
      LongSupplier clock) {
    this.scanner = scanner;
    this.listener = listener;
    this.events = events;
    this.opener = opener;
    this.clock = clock;
    this.pauses = pauses;
    this.lookout = new Lookout(this::look, pauses.patience());
  }

  /** Begins to look. */
  public void start() {
    lookout.start();
  }

  /**
   * Nanoseconds between two looks while something is amiss: at most half of the time after which
   * the others count this node as dead.
   */
  static long pause(long dead) {
    return Math.min(CARRIER_NANOS, dead / 2);
  }

  /**
   * For how many nanoseconds nobody may be heard before a look: that is asked for when we say
   * something ourselves, and who was heard may have been heard a batch ago. So a look falls into
   * each loss of carrier that is long enough for the others to take over, even if the carrier comes
   * back. Frames sent without one are lost, though the kernel takes them.
   */
  static long patience(long interval, long dead) {
    long batch = TimeUnit.MILLISECONDS.toNanos(EthernetLink.BATCH_MILLIS);
    return Math.clamp(dead - interval - batch, 0, pause(dead));
  }

  /** From now on these interfaces are wanted open. */
  public void want(Set<String> names) {
    Set<String> before = wanted;
    wanted = Set.copyOf(names);
    if (!wanted.equals(before)) {
      lookout.look();
    }
  }

  /** What happened on the interface, through all times that it was opened. */
  public LinkCounters counters(String nic) {
    return counters.computeIfAbsent(nic, _ -> new LinkCounters());
  }

  /** Frames that the kernel dropped on the interface because we were behind. */
  public long dropped(String nic) {
    Kept open = kept.get(nic);
    return counters(nic).dropped.sum() + (open == null ? 0 : open.link().dropped());
  }

  /** Looks at all, and returns after how many nanoseconds the next look is due. */
  long look() {
    try {
      long now = clock.getAsLong();
      if (nextScan == null || now - nextScan >= 0) {
        nextScan = now + SCAN_NANOS;
        scan();
      }
      Set<String> names = wanted;
      for (String name : Set.copyOf(kept.keySet())) {
        if (!names.contains(name)) {
          discard(name);
        }
      }
      names.forEach(this::keep);
      problems.keySet().retainAll(names);
      tellProblems();
      boolean calm = kept.keySet().containsAll(names) && kept.values().stream().allMatch(Kept::up);
      return calm && nextScan != null ? pauses.calm() : pauses.amiss();
    } catch (RuntimeException e) {
      log.error("Looking at the interfaces failed", e);
      return pauses.amiss();
    }
  }

  private void tellProblems() {
    List<String> sentences = List.copyOf(problems.values());
    if (!sentences.equals(told)) {
      told = sentences;
      events.problems(sentences);
    }
  }

  private void scan() {
    refused.clear();
    try {
      Map<String, Nic> found = scanner.scan();
      if (!found.equals(nics)) {
        nics = found;
        events.seen(found);
      }
    } catch (UncheckedIOException e) {
      log.warn("Can't read the interfaces: reason={}", e.getMessage());
    }
  }

  private void keep(String name) {
    Nic nic = nics.get(name);
    if (nic == null) {
      discard(name);
      problems.put(name, "interface " + name + " does not exist");
      return;
    }
    Kept before = kept.get(name);
    if (before != null && isAnother(before, nic)) {
      discard(name);
      nextScan = null;
      return;
    }
    if (before == null) {
      open(nic);
      return;
    }
    boolean up = before.carrierMonitor().isUp();
    if (!up && scanner.isSetDown(name)) {
      // libpcap would look for it a thousand times a second.
      discard(name);
      nextScan = null;
      return;
    }
    if (before.up() != up) {
      kept.put(name, new Kept(before.link(), before.carrierMonitor(), up));
      tell(before.link(), up);
    }
    if (up) {
      look(before.link());
    }
  }

  private void look(Link link) {
    String name = link.nic().name();
    if (!link.isMuted()) {
      problems.remove(name);
      return;
    }
    String problem =
        "advertisements can't be sent on %s: something on this node drops EtherType 0x%x, such as a host firewall"
            .formatted(name, Link.ADVERTISEMENT);
    if (!problem.equals(problems.put(name, problem))) {
      log.warn("Nothing can be said: interface={} reason=\"{}\"", name, problem);
    }
  }

  /** Whether frames of the link are no longer this interface's. */
  private static boolean isAnother(Kept kept, Nic nic) {
    return kept.link().hasFailed()
        || kept.carrierMonitor().hasNewMac()
        || !kept.link().nic().isSameStation(nic);
  }

  private void open(Nic nic) {
    if (!scanner.isUp(nic.name())) {
      problems.put(nic.name(), "interface " + nic.name() + " is down");
      refused.remove(nic.name());
      return;
    }
    if (refused.contains(nic.name())) {
      return;
    }
    try {
      QuietWatch watch = new QuietWatch(pauses.patience(), lookout::doubt, clock);
      Link link = opener.open(nic, counters(nic.name()), listener, watch);
      kept.put(nic.name(), new Kept(link, scanner.carrierMonitor(nic), true));
      tell(link, true);
    } catch (LinkException e) {
      refused.add(nic.name());
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(problems.put(nic.name(), problem))) {
        log.warn("Interface can't be opened: interface={} reason={}", nic.name(), problem);
      }
    }
  }

  private void tell(Link link, boolean up) {
    String name = link.nic().name();
    nextScan = null;
    log.info("Interface: name={} mac={} up={}", name, link.nic().mac(), up);
    if (up) {
      problems.remove(name);
      events.up(link);
    } else {
      problems.put(name, "interface " + name + " has no carrier");
      events.down(name);
    }
  }

  private void discard(String name) {
    Kept gone = kept.remove(name);
    if (gone != null) {
      log.info("Interface closed: name={}", name);
      events.down(name);
      counters(name).dropped.add(gone.link().dropped());
      gone.close();
    }
  }

  /** Closes all interfaces. */
  @Override
  public void close() {
    lookout.close();
    kept.values().forEach(Kept::close);
  }
}
