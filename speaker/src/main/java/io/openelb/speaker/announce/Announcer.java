package io.openelb.speaker.announce;

import static java.util.stream.Collectors.toSet;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Advertisement;
import io.openelb.core.announcement.Effect;
import io.openelb.core.announcement.Input;
import io.openelb.core.announcement.Takeover;
import io.openelb.core.announcement.Timings;
import io.openelb.speaker.echo.Echo;
import io.openelb.speaker.frame.Sighting;
import io.openelb.speaker.link.Link;
import io.openelb.speaker.link.LinkKeeper;
import io.openelb.speaker.link.LinkListener;
import io.openelb.speaker.link.Nic;
import io.openelb.speaker.liveness.Authenticator;
import io.openelb.speaker.ndp.GroupKeeper;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Carries what happens to {@link Takeover} and does what that decides, all in one thread. Whoever
 * calls a method of this only leaves a message.
 */
public final class Announcer implements LinkListener, LinkKeeper.Events, AutoCloseable {

  private final Takeover takeover;
  private final Authenticator authenticator = new Authenticator();
  private final Totals totals = new Totals();
  private final Journal journal;
  private final Transmitter transmitter;
  private final Echo echo;
  private final GroupKeeper groups = new GroupKeeper();
  private final StateThread thread;
  private final AdvertisementReceiver receiver;
  private final SightingReceiver sightings;
  private final SnapshotTaker<Snapshot> snapshots;
  private final SnapshotTaker<Inventory> inventories;
  private final CompletableFuture<Void> left = new CompletableFuture<>();

  private final List<Runnable> observers = new CopyOnWriteArrayList<>();

  private volatile Set<Mac> ownMacs = Set.of();
  private List<String> linkProblems = List.of();
  private final PlanBook plan = new PlanBook();
  private boolean layer2 = true;
  private boolean leaving;

  /**
   * An announcer without interfaces and addresses.
   *
   * @param node its name
   * @param bootId drawn at random at each start
   */
  public Announcer(String node, long bootId, Timings timings, Echo echo, Clock clock) {
    this.takeover = new Takeover(node, bootId, timings, RandomGenerator.getDefault());
    this.journal = new Journal(clock, System::nanoTime, totals);
    this.echo = echo;
    this.transmitter = new Transmitter(groups);
    this.thread = new StateThread(takeover::nextDeadline, this::tick);
    this.receiver =
        new AdvertisementReceiver(
            bootId, timings.interval(), authenticator, thread, this::tick, this::hearOurselves);
    this.sightings = new SightingReceiver(thread, this::handle);
    this.snapshots = new SnapshotTaker<>(thread, this::look);
    this.inventories = new SnapshotTaker<>(thread, this::lookAtEach);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Runs the observer, in the state's thread, after each decision that people want to know. */
  public void observe(Runnable observer) {
    observers.add(observer);
  }

  /** From now on this is planned otherwise than before. */
  public void plan(PlanChange change) {
    thread.post(() -> change(change));
  }

  /** From now on these are the keys, the one that signs first. Without any it says nothing. */
  public void keys(List<byte[]> keys) {
    thread.post(() -> {
      boolean had = authenticator.hasKey();
      authenticator.use(keys);
      if (!had && authenticator.hasKey()) {
        transmitter.links().forEach(this::begin);
      }
      notifyObservers();
    });
  }

  /** The Ethernet addresses of the other nodes. */
  public void peers(Map<Mac, String> nodes) {
    thread.post(() -> handle(new Input.PeersKnown(nodes)));
  }

  /** It may not answer at all. */
  public void switchOff() {
    thread.post(() -> {
      layer2 = false;
      handle(new Input.Leave(true));
    });
  }

  /**
   * Hands everything over for a restart: the successors leave the neighbours' caches alone.
   *
   * @return done when all is handed over, or nobody takes it
   */
  public CompletableFuture<Void> leave() {
    thread.post(() -> {
      leaving = true;
      handle(new Input.Leave(false));
    });
    return left;
  }

  /**
   * The state of the moment in which the thread gets to it. All who ask before that get the same:
   * however many they are, they cost the thread one look.
   */
  public CompletableFuture<Snapshot> snapshot() {
    return snapshots.next();
  }

  /** The same, with each address. */
  public CompletableFuture<Inventory> inventory() {
    return inventories.next();
  }

  /**
   * Whether it can talk to the others, in the moment in which the thread gets to it. Costs nothing,
   * however many addresses there are.
   */
  public CompletableFuture<Boolean> hasKey() {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    thread.post(() -> answer.complete(authenticator.hasKey()));
    return answer;
  }

  /** What happened since the start. */
  public Totals totals() {
    return totals;
  }

  @Override
  public boolean sighted(String nic, Sighting sighting) {
    return ownMacs.contains(sighting.station()) || sightings.receive(nic, sighting);
  }

  @Override
  public boolean advertised(String nic, byte[] payload) {
    return receiver.receive(nic, payload);
  }

  @Override
  public void seen(Map<String, Nic> nics) {
    echo.see(nics);
    ownMacs = nics.values().stream().map(Nic::mac).collect(Collectors.toUnmodifiableSet());
    thread.post(() -> {
      transmitter.see(nics);
      notifyObservers();
    });
  }

  @Override
  public void up(Link link) {
    thread.post(() -> {
      transmitter.open(link, takeover.fence(link.nic().name(), System.nanoTime()));
      transmitter.watch(link.nic().name(), plan.on(link.nic().name()), List.of());
      begin(link);
    });
  }

  @Override
  public void down(String nic) {
    thread.post(() -> {
      handle(new Input.InterfaceDown(nic));
      transmitter.close(nic);
      notifyObservers();
    });
  }

  @Override
  public void problems(List<String> problems) {
    thread.post(() -> {
      linkProblems = problems;
      notifyObservers();
    });
  }

  private void begin(Link link) {
    if (authenticator.hasKey()) {
      handle(new Input.InterfaceUp(link.nic().name(), link.nic().mac()));
    }
    notifyObservers();
  }

  private void change(PlanChange change) {
    plan.note(change);
    if (layer2) {
      echo.plan(change.assigned(), change.withdrawn(), change.interfaces());
    }
    if (!change.assigned().isEmpty() || !change.withdrawn().isEmpty()) {
      for (String nic : transmitter.open()) {
        PlanBook.Local local = PlanBook.on(nic, change);
        transmitter.watch(nic, local.more(), local.fewer());
      }
      change.withdrawn().forEach(journal::forget);
      handle(new Input.PlanChanged(change.assigned(), change.withdrawn()));
    }
    notifyObservers();
  }

  private void hearOurselves(String nic, Advertisement heard) {
    boolean isNew = false;
    for (Nic other : transmitter.nics().values()) {
      if (other.mac().equals(heard.mac()) && !other.name().equals(nic)) {
        isNew |= journal.doubled(nic, other.name());
      }
    }
    if (isNew) {
      notifyObservers();
    }
  }

  private void handle(String nic, Sighting sighting) {
    Ip address = sighting.address();
    Mac station = sighting.station();
    switch (sighting.kind()) {
      case ANSWER -> handle(new Input.Answered(nic, address, station));
      case ASK -> {
        // What we own was answered already.
        if (!transmitter.owns(nic, address)) {
          handle(new Input.Asked(nic, address, station));
        }
      }
      case ASSERTION -> {
        if (transmitter.owns(nic, address)) {
          handle(new Input.Asserted(nic, address, station));
        } else {
          // An answer, if we asked: that to a probe of neighbour discovery goes to all nodes.
          handle(new Input.Answered(nic, address, station));
        }
      }
    }
  }

  private void tick() {
    handle(new Input.Tick());
  }

  private void handle(Input input) {
    List<Input.Heard> heard = receiver.take();
    long now = System.nanoTime();
    List<Effect> effects = takeover.handle(heard, input, now);
    List<Effect.Report> reports = new ArrayList<>();
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Owned(var nic, var addresses) -> echo.owned(nic, addresses);
        case Effect.StartAnswering(var nic, var addresses) ->
            transmitter.startAnswering(nic, addresses);
        case Effect.StopAnswering(var nic, var addresses) ->
            transmitter.stopAnswering(nic, addresses);
        case Effect.Announce(var nic, var addresses) -> transmitter.announce(nic, addresses);
        case Effect.Ask(var nic, var addresses) -> transmitter.ask(nic, addresses);
        case Effect.StopAsking(var nic, var addresses) -> transmitter.stopAsking(nic, addresses);
        case Effect.Advertise(var nic, var advertisement) ->
            transmitter.advertise(
                nic, advertisement.part(), authenticator.seal(advertisement), now);
        case Effect.Left() -> {
          if (leaving) {
            left.complete(null);
          }
        }
        case Effect.Report report -> reports.add(report);
      }
    }
    if (!reports.isEmpty()) {
      journal.note(reports);
      notifyObservers();
    }
  }

  private void notifyObservers() {
    observers.forEach(Runnable::run);
  }

  private Snapshot look() {
    Map<String, List<String>> hears = new TreeMap<>();
    transmitter.open().forEach(nic -> hears.put(nic, takeover.hears(nic)));
    List<String> problems = new ArrayList<>(plan.problems());
    problems.addAll(journal.problems());
    problems.addAll(linkProblems);
    problems.addAll(groups.problems());
    echo.problem().ifPresent(problems::add);
    if (!authenticator.hasKey()) {
      problems.add("no key yet: Secret openelb-speaker-key is missing or empty");
    }
    return new Snapshot(
        layer2,
        leaving,
        authenticator.fingerprints(),
        transmitter.nics(),
        transmitter.open(),
        plan.gateways(),
        hears,
        hears.keySet().stream().filter(takeover::isCutOff).collect(toSet()),
        transmitter.nics().keySet().stream().filter(takeover::isPlanned).collect(toSet()),
        takeover.tookOver(),
        journal.conflicts(),
        problems.stream().distinct().toList());
  }

  private Inventory lookAtEach() {
    return new Inventory(look(), takeover.statuses(), journal.since());
  }

  /** Says nothing more. The addresses should be handed over before. */
  @Override
  public void close() {
    thread.close();
    groups.close();
    echo.close();
  }
}
