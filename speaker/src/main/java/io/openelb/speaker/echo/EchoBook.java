package io.openelb.speaker.echo;

import io.openelb.core.address.Ip;
import io.openelb.core.announcement.Assignment;
import io.openelb.speaker.link.Nic;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What our table is to hold, and what it holds: for each planned address the node's own that
 * answers in its place. Only what was touched since the last {@link #take} is looked at, so a
 * change of one address costs the same beside ten and ten thousand. Belongs to one thread.
 */
final class EchoBook {

  private final Map<Ip, String> planned = new HashMap<>();
  private final Map<Ip, Ip> present = new HashMap<>();
  private Set<Ip> touched = new HashSet<>();
  private OwnAddresses own = OwnAddresses.NONE;

  /**
   * What leads from what the table holds to what it is to hold.
   *
   * @param gone elements to be taken out, before the others are put in
   * @param fresh elements to be put in
   */
  record Change(Map<Ip, Ip> gone, Map<Ip, Ip> fresh) {

    boolean isEmpty() {
      return gone.isEmpty() && fresh.isEmpty();
    }
  }

  /** From now on the node may answer for these otherwise than before, and not for the others. */
  void plan(Collection<Assignment> assigned, Collection<Ip> withdrawn) {
    for (Assignment assignment : assigned) {
      Ip address = assignment.address();
      Optional<String> nic = assignment.interfaces().stream().findFirst();
      nic.ifPresentOrElse(name -> planned.put(address, name), () -> planned.remove(address));
      touched.add(address);
    }
    for (Ip address : withdrawn) {
      planned.remove(address);
      touched.add(address);
    }
  }

  /** The node's interfaces. Most of their changes, such as a pod's, are of no concern. */
  void see(Collection<Nic> nics) {
    OwnAddresses seen = OwnAddresses.of(nics);
    if (!seen.equals(own)) {
      own = seen;
      touched.addAll(planned.keySet());
    }
  }

  /** What is to be done now. From now on the table is taken to hold it. */
  Change take() {
    Map<Ip, Ip> gone = new HashMap<>();
    Map<Ip, Ip> fresh = new HashMap<>();
    for (Ip address : touched) {
      Ip before = present.get(address);
      Ip after = wanted(address, before);
      if (before != null && !before.equals(after)) {
        gone.put(address, before);
        present.remove(address);
      }
      if (after != null && !after.equals(before)) {
        fresh.put(address, after);
        present.put(address, after);
      }
    }
    // To clear the set costs as much as it ever held.
    touched = new HashSet<>();
    return new Change(gone, fresh);
  }

  private @Nullable Ip wanted(Ip address, @Nullable Ip before) {
    String nic = planned.get(address);
    return nic == null ? null : own.nearest(nic, address, before).orElse(null);
  }

  /** The table is gone, and what it held. */
  void forget() {
    present.clear();
    touched.addAll(planned.keySet());
  }
}
