package io.openelb.speaker.echo;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Assignment;
import io.openelb.speaker.link.Nic;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What our table is to hold, and what it holds: for each planned address that has an owner the
 * node's own that answers in its place, and the interfaces that they are announced on. Only what
 * was touched since the last {@link #take} is looked at, so a change of one address costs the same
 * beside ten and ten thousand. Belongs to one thread.
 */
final class EchoBook {

  private final Map<Ip, String> planned = new HashMap<>();

  /** Planned ones that have an owner, or had one. */
  private final Set<Ip> owned = new HashSet<>();

  private final Map<Ip, Ip> present = new HashMap<>();
  private Set<Ip> touched = new HashSet<>();
  private OwnAddresses own = OwnAddresses.NONE;
  private Collection<Nic> seen = List.of();
  private Set<String> nics = Set.of();
  private Set<String> presentNics = Set.of();
  private Set<Mac> presentMacs = Set.of();

  /**
   * Elements of the table.
   *
   * @param addresses with an owner, each with the node's own that answers in its place
   * @param nics the interfaces that the node announces on
   * @param macs to which frames on those interfaces are the node's
   */
  record Elements(Map<Ip, Ip> addresses, Set<String> nics, Set<Mac> macs) {}

  /**
   * What leads from what the table holds to what it is to hold.
   *
   * @param gone to be taken out, before the others are put in
   * @param fresh to be put in
   */
  record Change(Elements gone, Elements fresh) {}

  /**
   * From now on the node may answer for these otherwise than before, and not for the others.
   *
   * @param interfaces that it announces on: all of them
   */
  void plan(
      Collection<Assignment> assigned, Collection<Ip> withdrawn, Collection<String> interfaces) {
    for (Assignment assignment : assigned) {
      Optional<String> nic = assignment.interfaces().stream().findFirst();
      plan(assignment.address(), nic.orElse(null));
    }
    withdrawn.forEach(address -> plan(address, null));
    nics = Set.copyOf(interfaces);
  }

  private void plan(Ip address, @Nullable String nic) {
    String before = nic == null ? planned.remove(address) : planned.put(address, nic);
    if (!Objects.equals(before, nic)) {
      owned.remove(address);
      touched.add(address);
    }
  }

  /** These have an owner on the interface. */
  void owned(String nic, Collection<Ip> addresses) {
    for (Ip address : addresses) {
      if (nic.equals(planned.get(address)) && owned.add(address)) {
        touched.add(address);
      }
    }
  }

  /** Whether a table is of use: addresses may get an owner any time. */
  boolean isWanted() {
    return !planned.isEmpty();
  }

  /** The node's interfaces. Most of their changes, such as a pod's, are of no concern. */
  void see(Collection<Nic> all) {
    seen = List.copyOf(all);
    OwnAddresses addresses = OwnAddresses.of(all);
    if (!addresses.equals(own)) {
      own = addresses;
      touched.addAll(owned);
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
    Set<Mac> macs = macs();
    Change change =
        new Change(
            new Elements(gone, without(presentNics, nics), without(presentMacs, macs)),
            new Elements(fresh, without(nics, presentNics), without(macs, presentMacs)));
    presentNics = nics;
    presentMacs = macs;
    return change;
  }

  /** Parts have their own, and what comes to those may come to the whole (bonds that balance). */
  private Set<Mac> macs() {
    return seen.stream()
        .filter(nic -> nics.contains(nic.name()) || nics.contains(nic.master()))
        .map(Nic::mac)
        .collect(toUnmodifiableSet());
  }

  private static <T> Set<T> without(Set<T> some, Set<T> others) {
    return some.stream().filter(one -> !others.contains(one)).collect(toUnmodifiableSet());
  }

  private @Nullable Ip wanted(Ip address, @Nullable Ip before) {
    String nic = owned.contains(address) ? planned.get(address) : null;
    return nic == null ? null : own.nearest(nic, address, before).orElse(null);
  }

  /** The table is gone, and what it held. */
  void forget() {
    present.clear();
    presentNics = Set.of();
    presentMacs = Set.of();
    touched.addAll(owned);
  }
}
