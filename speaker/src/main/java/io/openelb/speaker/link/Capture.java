package io.openelb.speaker.link;

import java.io.IOException;
import java.util.Set;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;
import org.pcap4j.core.RawPacketListener;
import org.pcap4j.packet.namednumber.DataLinkType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One capture on one interface, with a thread of its own that hands frames to a listener, until it
 * is closed or the interface vanishes. The kernel filters; its buffer is bounded and its drops are
 * counted.
 */
final class Capture implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Capture.class);

  private static final int FOREVER = -1;

  /** How often an immediate capture without frames wakes up: it costs, and brings nothing. */
  private static final int IDLE_MILLIS = 1_000;

  private final String nic;
  private final PcapHandle handle;
  private final Set<Integer> sockets;
  private final Thread thread;
  private volatile boolean failed;
  private boolean closed;

  /**
   * How frames are captured.
   *
   * @param filter in pcap's language, which keeps our own frames out
   * @param snapLength octets kept of each frame
   * @param bufferSize of the kernel's ring, in octets
   * @param batchMillis how long frames may wait for others; 0 hands over each at once
   */
  record Settings(String filter, int snapLength, int bufferSize, int batchMillis) {

    boolean isImmediate() {
      return batchMillis == 0;
    }
  }

  /**
   * Opens the capture and starts its thread.
   *
   * @throws LinkException when the interface is missing, no Ethernet, or not ours to use
   */
  static Capture start(Nic nic, Settings settings, RawPacketListener listener)
      throws LinkException {
    try {
      Set<Integer> others = Sockets.ofPackets();
      PcapHandle handle =
          new PcapHandle.Builder(nic.name())
              .snaplen(settings.snapLength())
              .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
              .immediateMode(settings.isImmediate())
              .timeoutMillis(settings.isImmediate() ? IDLE_MILLIS : settings.batchMillis())
              .bufferSize(settings.bufferSize())
              .build();
      try {
        if (!handle.getDlt().equals(DataLinkType.EN10MB)) {
          throw new PcapNativeException("not an Ethernet interface: " + handle.getDlt());
        }
        handle.setFilter(settings.filter(), BpfCompileMode.OPTIMIZE);
      } catch (PcapNativeException | NotOpenException e) {
        handle.close();
        throw e;
      }
      Set<Integer> sockets = Sockets.ofPackets();
      sockets.removeAll(others);
      Capture capture = new Capture(nic.name(), handle, sockets, listener);
      capture.tune();
      capture.thread.start();
      return capture;
    } catch (PcapNativeException | NotOpenException | UnsatisfiedLinkError e) {
      throw new LinkException("can't capture on " + nic.name() + ": " + e.getMessage(), e);
    }
  }

  private Capture(String nic, PcapHandle handle, Set<Integer> sockets, RawPacketListener listener) {
    this.nic = nic;
    this.handle = handle;
    this.sockets = sockets;
    this.thread =
        Thread.ofPlatform().name("capture-" + nic).daemon().unstarted(() -> run(listener));
  }

  private void tune() {
    try {
      Sockets.ignoreOutgoing(socket());
      Sockets.prefer(socket());
    } catch (IOException e) {
      // It costs more, and works as well.
      log.debug("Capture is not tuned: interface={} reason={}", nic, e.getMessage());
    }
  }

  /**
   * The packet socket that was not there before: libpcap tells it to C alone. No other thread opens
   * one.
   *
   * @throws IOException when it isn't known
   */
  int socket() throws IOException {
    if (sockets.size() != 1) {
      throw new IOException("the capture's socket is one of " + sockets);
    }
    return sockets.iterator().next();
  }

  private void run(RawPacketListener listener) {
    try {
      handle.loop(FOREVER, listener);
    } catch (InterruptedException closed) {
      // breakLoop says it this way.
    } catch (PcapNativeException | NotOpenException e) {
      log.warn("Capture ended: interface={} reason={}", nic, e.getMessage());
      failed = true;
    }
  }

  /** Whether the capture ended by itself: the interface went away. */
  boolean hasFailed() {
    return failed;
  }

  /**
   * Sends a frame; safe in any thread.
   *
   * @return whether the kernel took it
   */
  boolean send(byte[] frame, int length) {
    try {
      handle.sendPacket(frame, length);
      return true;
    } catch (PcapNativeException | NotOpenException e) {
      return false;
    }
  }

  /**
   * Sends a frame if that takes no time; safe in any thread.
   *
   * @return whether the kernel took it
   */
  synchronized boolean trySend(byte[] frame) {
    return !closed && sockets.size() == 1 && Sockets.trySend(sockets.iterator().next(), frame);
  }

  /** Frames that the kernel or the interface dropped, its buffer being full. */
  long dropped() {
    try {
      PcapStat stat = handle.getStats();
      return stat.getNumPacketsDropped() + stat.getNumPacketsDroppedByIf();
    } catch (PcapNativeException | NotOpenException closed) {
      return 0;
    }
  }

  /** Ends the thread, then closes the handle. */
  @Override
  public void close() {
    try {
      handle.breakLoop();
      thread.join();
    } catch (NotOpenException alreadyClosed) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      // From then on the socket's number may be another's.
      closed = true;
    }
    handle.close();
  }
}
