package io.openelb.webhook.server;

import io.javalin.http.HttpStatus;
import io.openelb.webhook.admission.MalformedReviewException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bodies of reviews. Anybody who may write a Service, or reach the port, can send large ones
 * and many of them: what is in memory at a time is bounded, and so is the time that one takes to
 * come.
 */
final class Bodies {

  /** The API server takes objects of 3 MiB; an UPDATE carries two of them. */
  static final int LONGEST = 7 << 20;

  /** Nearly every review is smaller, and waits for none that is larger. */
  static final int SMALL = 64 << 10;

  /**
   * How many bytes of small ones are looked at, at a time. What is read of a byte takes up to 40.
   */
  private static final int SMALL_AT_A_TIME = 512 << 10;

  /** The same of larger ones; a body that is longer is looked at without another. */
  static final int LARGE_AT_A_TIME = 1 << 20;

  /**
   * For room, and then for the body, until the next of it comes or the connection ends. The API
   * server waits for 2 s, for all of it.
   */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Semaphore small = new Semaphore(SMALL_AT_A_TIME, true);
  private final Semaphore large = new Semaphore(LARGE_AT_A_TIME, true);

  /** What is done with a body. */
  @FunctionalInterface
  interface Use {
    void of(byte[] body) throws MalformedReviewException;
  }

  /** What is done while there is room. */
  @FunctionalInterface
  private interface Work {
    void run() throws RefusedException, MalformedReviewException;
  }

  /** Why a body is not looked at. */
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    private final HttpStatus status;
    private final String reason;

    RefusedException(HttpStatus status, String reason) {
      super(reason);
      this.status = status;
      this.reason = reason;
    }

    HttpStatus status() {
      return status;
    }

    /** Never null: it is the body of the answer. */
    @Override
    public String getMessage() {
      return reason;
    }
  }

  /**
   * Uses the body of a request, once there is room for it.
   *
   * @throws RefusedException when there is no room, or it is too slow, too long, or does not say
   *     how long it is
   */
  void with(HttpServletRequest request, Use use)
      throws RefusedException, MalformedReviewException, InterruptedException {
    long length = request.getContentLengthLong();
    if (length < 0) {
      throw new RefusedException(HttpStatus.LENGTH_REQUIRED, "a review needs a Content-Length");
    }
    if (length > LONGEST) {
      throw new RefusedException(
          HttpStatus.CONTENT_TOO_LARGE, "a review has at most %,d bytes".formatted(LONGEST));
    }
    if (length <= SMALL) {
      // It takes room when it is there: who only announces one keeps no other waiting.
      byte[] body = read(request, length);
      in(small, body.length, () -> use.of(body));
    } else {
      int share = Math.clamp(length, 0, LARGE_AT_A_TIME);
      in(large, share, () -> use.of(read(request, length)));
    }
  }

  private static void in(Semaphore room, int bytes, Work work)
      throws RefusedException, MalformedReviewException, InterruptedException {
    if (!room.tryAcquire(bytes, PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new RefusedException(
          HttpStatus.SERVICE_UNAVAILABLE, "too much to review at a time; try again");
    }
    try {
      work.run();
    } finally {
      room.release(bytes);
    }
  }

  /** The whole body, of the length that was announced. */
  private static byte[] read(HttpServletRequest request, long length) throws RefusedException {
    long start = System.nanoTime();
    byte[] bytes = new byte[Math.toIntExact(length)];
    int read = 0;
    try {
      InputStream in = request.getInputStream();
      while (read < bytes.length) {
        int more = in.read(bytes, read, bytes.length - read);
        if (more < 0) {
          throw new IOException("end of the stream");
        }
        read += more;
        if (isLate(start)) {
          throw tooSlow();
        }
      }
    } catch (IOException e) {
      throw isLate(start)
          ? tooSlow()
          : new RefusedException(HttpStatus.BAD_REQUEST, "the body ended early");
    }
    return bytes;
  }

  private static boolean isLate(long start) {
    return System.nanoTime() - start > PATIENCE.toNanos();
  }

  private static RefusedException tooSlow() {
    return new RefusedException(
        HttpStatus.REQUEST_TIMEOUT, "the body did not come within " + PATIENCE);
  }
}
