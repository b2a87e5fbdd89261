package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether we may answer on one interface. Read by the thread that answers before each answer,
 * written by the thread that owns the state: when that one stops, answers stop by themselves before
 * the others may speak.
 */
public final class Fence {

  private final long limit;
  private final Set<Ip> owned = ConcurrentHashMap.newKeySet();
  private volatile boolean open;
  private volatile long lastSent;
  private long sentBefore;

  Fence(long limit, long now) {
    this.limit = limit;
    this.lastSent = now;
    this.sentBefore = now;
  }

  /** Whether the address may be answered for now. Any thread; allocates nothing. */
  public boolean mayAnswer(Ip address, long now) {
    return holds(now) && owned.contains(address);
  }

  /** Whether any owned address may be answered for now. Any thread; allocates nothing. */
  public boolean holds(long now) {
    return open && now - lastSent < limit;
  }

  void open() {
    open = true;
  }

  void close() {
    open = false;
    owned.clear();
  }

  boolean isOpen() {
    return open;
  }

  /** For how long nothing was sent. */
  long unsentFor(long now) {
    return now - lastSent;
  }

  void own(Ip address) {
    owned.add(address);
  }

  void disown(Ip address) {
    owned.remove(address);
  }

  void sent(long now) {
    sentBefore = lastSent;
    lastSent = now;
  }

  /** The last advertisement didn't leave after all. */
  void notSent() {
    lastSent = sentBefore;
  }
}
