package io.openelb.speaker.link;

import io.openelb.core.address.Ip;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** An interface whose only wire is what it is connected to: what is said on it is kept. */
public final class FakeLink implements Link {

  private final Nic nic;
  private final List<byte[]> said = new CopyOnWriteArrayList<>();
  private final List<byte[]> advertised = new CopyOnWriteArrayList<>();
  private volatile Consumer<byte[]> wire = _ -> {};
  private volatile AnswerPolicy policy = AnswerPolicy.SILENT;
  private volatile boolean failed;
  private volatile boolean muted;
  private volatile boolean closed;
  private volatile boolean stuck;

  public FakeLink(Nic nic) {
    this.nic = nic;
  }

  @Override
  public Nic nic() {
    return nic;
  }

  @Override
  public void apply(AnswerPolicy next) {
    policy = next;
  }

  @Override
  public void ask(List<byte[]> frames) {
    said.addAll(frames);
  }

  @Override
  public void announce(Ip address, List<byte[]> frames) {
    said.addAll(frames);
  }

  @Override
  public void advertise(byte[] payload, Runnable onSent) {
    advertised.add(payload);
    wire.accept(payload);
    onSent.run();
  }

  /** Advertisements go there from now on. */
  public void connect(Consumer<byte[]> to) {
    wire = to;
  }

  /** The advertisements, in their order. */
  public List<byte[]> advertised() {
    return advertised;
  }

  /** Questions and announcements, in their order. */
  public List<byte[]> said() {
    return said;
  }

  /** Whether the address would be answered for at this moment. */
  public boolean answers(Ip address) {
    return policy.owned().contains(address) && policy.permission().test(System.nanoTime());
  }

  void mute(boolean now) {
    muted = now;
  }

  @Override
  public boolean isMuted() {
    return muted;
  }

  void fail() {
    failed = true;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public boolean hasFailed() {
    return failed;
  }

  @Override
  public long dropped() {
    return 1;
  }

  @Override
  public void close() {
    closed = true;
    if (stuck) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** It takes no frame any more, and whoever closes it waits for good. */
  void getStuck() {
    stuck = true;
  }
}
