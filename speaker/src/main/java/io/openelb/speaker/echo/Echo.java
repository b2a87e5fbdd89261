package io.openelb.speaker.echo;

import io.openelb.core.address.Ip;
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

  private static final Logger LOG = LoggerFactory.getLogger(Echo.class);

  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Path nft;
  private final Duration retry;
  private final ScheduledExecutorService thread;
  private volatile @Nullable String problem;

  private @Nullable Process process;
  private @Nullable Writer commands;
  private final EchoBook book = new EchoBook();
  private boolean pending;
  private boolean closed;

  /**
   * Without a process until the first address.
   *
   * @param nft the program
   */
  public Echo(Path nft) {
    this(nft, RETRY);
  }

  /**
   * Without a process until the first address.
   *
   * @param nft the program
   * @param retry the pause before what failed is tried again
   */
  Echo(Path nft, Duration retry) {
    this.nft = nft;
    this.retry = retry;
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("echo").daemon().factory());
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    // What still arrives after the end is of no interest.
    executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    this.thread = executor;
  }

  /** The interface answers for these from now on. Never waits. */
  public void own(String nic, List<Ip> addresses) {
    thread.execute(() -> {
      book.own(nic, addresses);
      soon();
    });
  }

  /** The interface answers for these no more. Never waits. */
  public void disown(String nic, List<Ip> addresses) {
    thread.execute(() -> {
      book.disown(nic, addresses);
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
      thread.execute(this::apply);
    }
  }

  /** What keeps it from working. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  private void apply() {
    pending = false;
    if (closed) {
      return;
    }
    EchoBook.Change change = book.take();
    try {
      if (!change.isEmpty()) {
        carryOut(change);
      }
      problem = null;
    } catch (IOException e) {
      fail("ping can't be answered: " + e.getMessage());
    }
  }

  private void carryOut(EchoBook.Change change) throws IOException {
    if (process == null) {
      start();
    }
    for (String command : EchoTable.delete(change.gone())) {
      send(command + "\n");
    }
    for (String command : EchoTable.add(change.fresh())) {
      send(command + "\n");
    }
  }

  private void start() throws IOException {
    Process started =
        new ProcessBuilder(nft.toString(), "--interactive")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process = started;
    commands = started.outputWriter(StandardCharsets.US_ASCII);
    Thread.ofPlatform().name("echo-errors").daemon().start(() -> readErrors(started));
    send(EchoTable.CREATE);
    LOG.info("Packet filter table made: table=openelb-speaker pid={}", started.pid());
  }

  private void send(String text) throws IOException {
    Writer out = commands;
    if (out == null) {
      throw new IOException("nft is not running");
    }
    out.write(text);
    out.flush();
  }

  /** nft says what it refuses on its error stream, and the stream ends with it. */
  private void readErrors(Process of) {
    try (BufferedReader errors = of.errorReader(StandardCharsets.US_ASCII)) {
      for (String line = errors.readLine(); line != null; line = errors.readLine()) {
        if (line.startsWith("Error")) {
          LOG.warn("Packet filter refused a command: reason=\"{}\"", line);
          // What the table holds now is unknown: it goes with the process, and is made anew.
          of.destroyForcibly();
        }
      }
    } catch (IOException e) {
      LOG.warn("Can't read the errors of nft: reason={}", e.getMessage());
    }
    thread.execute(() -> ended(of));
  }

  private void ended(Process of) {
    if (!closed && of.equals(process)) {
      fail("ping can't be answered: nft refused a command or ended");
    }
  }

  /** Whatever the table holds goes with its process; all of it is tried again a while later. */
  private void fail(String reason) {
    if (process != null) {
      process.destroyForcibly();
      process = null;
    }
    book.forget();
    problem = reason;
    LOG.warn("{}", reason);
    var _ = thread.schedule(this::apply, retry.toMillis(), TimeUnit.MILLISECONDS);
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
