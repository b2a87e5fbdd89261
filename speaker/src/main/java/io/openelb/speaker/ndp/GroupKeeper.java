package io.openelb.speaker.ndp;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Has the kernel join and leave the groups of IPv6 addresses, in a thread of its own: with
 * thousands of groups it takes long for each. Whoever calls a method of this only leaves a message.
 */
public final class GroupKeeper implements AutoCloseable {

  private final MulticastGroups groups = new MulticastGroups();

  /** May wait for what keeps addresses. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing is right only by priority
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("groups").priority(Thread.MIN_PRIORITY).daemon().factory());

  private volatile List<String> problems = List.of();

  /** The interface is to hear who asks for the IPv6 ones among the addresses. */
  public void add(String nic, Collection<Ip> addresses) {
    ofIpv6(addresses, ipv6 -> groups.add(nic, ipv6));
  }

  /** The interface is to hear no more who asks for the IPv6 ones among the addresses. */
  public void remove(String nic, Collection<Ip> addresses) {
    ofIpv6(addresses, ipv6 -> groups.remove(nic, ipv6));
  }

  private void ofIpv6(Collection<Ip> addresses, Consumer<List<Ip>> task) {
    List<Ip> ipv6 = addresses.stream().filter(address -> address.family() == Family.IPV6).toList();
    if (!ipv6.isEmpty()) {
      run(() -> task.accept(ipv6));
    }
  }

  /** Joins what could not be joined before. */
  public void retry() {
    run(groups::retry);
  }

  private void run(Runnable task) {
    thread.execute(() -> {
      task.run();
      problems = groups.problems();
    });
  }

  /** Which groups could not be joined when that was tried last: a sentence each. */
  public List<String> problems() {
    return problems;
  }

  /** Leaves all groups. */
  @Override
  public void close() {
    thread.execute(groups::close);
    thread.shutdown();
  }
}
