package io.openelb.operator.pace;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.openelb.api.http.RootCause;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does one thing when it is woken, but not more often than its pace, and now and then
 * without being woken. Being woken many times during a pause counts once.
 */
public final class PacedLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PacedLoop.class);

  private final Duration pause;
  private final Duration idle;
  private final Runnable work;
  private final Semaphore wakes = new Semaphore(0);
  private final Thread thread;

  /**
   * A loop not yet started.
   *
   * @param pause the least time between the end of the work and its next beginning
   * @param idle the time after which the work is done though nobody woke the loop
   */
  public PacedLoop(String name, Duration pause, Duration idle, Runnable work) {
    this.pause = pause;
    this.idle = idle;
    this.work = work;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /** Starts with the work at once. */
  public void start() {
    thread.start();
  }

  /** Has the work done as soon as the pace allows; returns at once. */
  public void wake() {
    wakes.release();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        doWork();
        Thread.sleep(pause);
        if (wakes.tryAcquire(idle.toNanos(), TimeUnit.NANOSECONDS)) {
          wakes.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void doWork() {
    try {
      work.run();
    } catch (KubernetesClientException e) {
      // Where in our code is of no interest while an API server is away.
      log.warn("{} failed, and goes on: {}", thread.getName(), RootCause.of(e).toString());
    } catch (RuntimeException e) {
      log.warn("{} failed, and goes on: {}", thread.getName(), e.toString(), e);
    }
  }

  /** Stops; work under way is interrupted. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
