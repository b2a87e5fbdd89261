package io.openelb.speaker.echo;

import io.openelb.core.address.Ip;
import io.openelb.core.announcement.Assignment;
import io.openelb.speaker.link.Nic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes ping of owned addresses work, and refuses their closed ports, by a table of our own in the
 * node's packet filter. An interactive {@code nft} holds it: that process reads commands from us,
 * and ends when we do, so nothing stays on the node, even if we are killed.
 */
public final class Echo implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Echo.class);

  /** Between two changes of the table, at least: each costs nft and the kernel the same. */
  private static final Duration REST = Duration.ofMillis(100);

  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration SLOWEST_RETRY = Duration.ofMinutes(1);

  /**
   * Characters that one nft is told, such as forty thousand changes of one address: it keeps them
   * all for its history, and libedit can't be told to forget (its {@code history size} is refused).
   */
  private static final int LIFETIME = 4_000_000;

  private final Path nft;
  private final Duration rest;
  private final Duration retry;
  private final int lifetime;
  private final ScheduledExecutorService thread;
  private volatile @Nullable String problem;

  private @Nullable Process process;
  private @Nullable Writer commands;
  private int told;
  private final EchoBook book = new EchoBook();
  private Duration pause;
  private long notBefore = System.nanoTime();
  private boolean pending;
  private boolean paused;
  private boolean closed;

  /**
   * Without a process until the first address is planned.
   *
   * @param nft the program
   */
  public Echo(Path nft) {
    this(nft, REST, RETRY, LIFETIME);
  }

  /**
   * With other limits.
   *
   * @param rest between two changes of the table
   * @param retry between the first failure and the next try
   * @param lifetime characters that one nft is told
   */
  Echo(Path nft, Duration rest, Duration retry, int lifetime) {
    this.nft = nft;
    this.rest = rest;
    this.retry = retry;
    this.lifetime = lifetime;
    this.pause = retry;
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("echo").daemon().factory());
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    // What still arrives after the end is of no interest.
    executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    this.thread = executor;
  }

  /**
   * What is other in the plan. Never waits.
   *
   * @param withdrawn what nobody is to announce any more
   * @param interfaces on which this node announces: all of them
   */
  public void plan(List<Assignment> assigned, List<Ip> withdrawn, Set<String> interfaces) {
    thread.execute(() -> {
      book.plan(assigned, withdrawn, interfaces);
      soon();
    });
  }

  /**
   * These have an owner on the interface. Those that are planned there are in the table from then
   * on, whoever owns them: an echo that comes with a takeover finds all in place. Never waits.
   */
  public void owned(String nic, List<Ip> addresses) {
    thread.execute(() -> {
      book.owned(nic, addresses);
      soon();
    });
  }

  /** The node's interfaces, whose addresses answer echo requests. Never waits. */
  public void see(Map<String, Nic> nics) {
    thread.execute(() -> {
      book.see(nics.values());
      soon();
    });
  }

  /** Changes come in bursts: what waits in line is taken first. */
  private void soon() {
    if (!pending) {
      pending = true;
      var _ = thread.schedule(this::apply, notBefore - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  /** What keeps it from working. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  private void apply() {
    pending = false;
    if (closed || paused) {
      return;
    }
    renew();
    if (process == null && !book.isWanted()) {
      problem = null;
      return;
    }
    try {
      carryOut(book.take());
      notBefore = System.nanoTime() + rest.toNanos();
    } catch (IOException e) {
      fail(e.getMessage());
    }
  }

  /** The table goes with its process, before that has ended; the next one makes all of it anew. */
  private void renew() {
    if (process != null && told > lifetime) {
      process.destroyForcibly().onExit().join();
      process = null;
      book.forget();
    }
  }

  private void carryOut(EchoBook.Change change) throws IOException {
    boolean isNew = process == null;
    if (isNew) {
      start();
    }
    for (String command : EchoTable.delete(change.gone())) {
      send(command + "\n");
    }
    for (String command : EchoTable.add(change.fresh())) {
      send(command + "\n");
    }
    if (isNew) {
      send(EchoTable.SHOW);
    }
  }

  private void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(nft.toString(), "--interactive").redirectErrorStream(true);
    // It would leave its history there, and nothing of us is to stay.
    builder.environment().put("HOME", "/dev/null");
    Process started = builder.start();
    process = started;
    told = 0;
    commands = started.outputWriter(StandardCharsets.US_ASCII);
    Thread.ofPlatform().name("echo-answers").daemon().start(() -> read(started));
    send(EchoTable.CREATE);
  }

  private void send(String text) throws IOException {
    Writer out = commands;
    if (out == null) {
      throw new IOException("nft is not running");
    }
    out.write(text);
    out.flush();
    told += text.length();
  }

  /** nft is silent but for what it refuses and what it is to show; the stream ends with it. */
  private void read(Process of) {
    String refusal = "nft ended";
    try (BufferedReader answers = of.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith("Error")) {
          refusal = "nft refused a command (%s); it needs Linux 5.12".formatted(line);
          // What the table holds now is unknown: it goes with the process, and is made anew.
          of.destroyForcibly();
          break;
        } else if (line.startsWith(EchoTable.SHOWN)) {
          thread.execute(() -> made(of));
        }
      }
    } catch (IOException e) {
      refusal = "nft can't be read: " + e.getMessage();
    }
    String reason = refusal;
    thread.execute(() -> ended(of, reason));
  }

  private void made(Process by) {
    if (by.equals(process)) {
      log.info("Packet filter table made: table=openelb-speaker pid={}", by.pid());
      problem = null;
      pause = retry;
    }
  }

  private void ended(Process of, String reason) {
    if (!closed && of.equals(process)) {
      fail(reason);
    }
  }

  /** Whatever the table holds goes with its process; all of it is tried again a while later. */
  private void fail(@Nullable String reason) {
    if (process != null) {
      process.destroyForcibly();
      process = null;
    }
    book.forget();
    String told = "ping can't be answered: " + reason;
    if (!told.equals(problem)) {
      log.warn("{}", told);
    }
    problem = told;
    paused = true;
    var _ = thread.schedule(this::tryAgain, pause.toMillis(), TimeUnit.MILLISECONDS);
    pause = pause.compareTo(SLOWEST_RETRY.dividedBy(2)) < 0 ? pause.multipliedBy(2) : SLOWEST_RETRY;
  }

  private void tryAgain() {
    paused = false;
    apply();
  }

  /** Takes the table away, by ending the process that holds it. */
  @Override
  public void close() {
    thread.execute(() -> {
      closed = true;
      if (process != null) {
        process.destroyForcibly();
      }
    });
    thread.shutdown();
    try {
      var _ = thread.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
