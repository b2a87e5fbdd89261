package io.openelb.api.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/**
 * Runs a program until it is told to stop. A JVM that ends by a signal exits with 128 plus its
 * number; to be told to stop is no failure, and the exit code is 0. It is 1 when the start or the
 * stop failed.
 */
public final class UntilStopped {

  private static final Logger log = LoggerFactory.getLogger(UntilStopped.class);

  private UntilStopped() {}

  /**
   * Starts the program and blocks. When the JVM is told to end, a shutdown hook stops the program
   * and sets the exit code.
   *
   * @return never; a value is declared so that a command can end with {@code return run(...)}
   * @throws RuntimeException what {@code start} threw: the JVM is to end with it
   */
  public static int run(Runnable start, Runnable stop) throws InterruptedException {
    AtomicInteger code = new AtomicInteger(ExitCode.OK);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, code), "stop"));
    try {
      start.run();
    } catch (RuntimeException e) {
      code.set(ExitCode.SOFTWARE);
      throw e;
    }
    // Only the shutdown hook ends the program.
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }

  private static void end(Runnable stop, AtomicInteger code) {
    try {
      stop.run();
    } catch (RuntimeException e) {
      log.error("Stopping failed", e);
      code.set(ExitCode.SOFTWARE);
    }
    Runtime.getRuntime().halt(code.get());
  }
}
