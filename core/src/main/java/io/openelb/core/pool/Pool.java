package io.openelb.core.pool;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An Eip whose own fields are in order: addresses of one family, and whom they are for.
 *
 * @param createdAt decides who is the elder of two that collide
 * @param addresses {@code spec.address} without {@code spec.exclude}: what belongs to this pool
 * @param assignable the part of {@code addresses} that may be given out anew: without buggy and
 *     reserved ones
 * @param leftOut the reserved ones among {@code addresses}, each with what it is
 * @param disabled nothing is given out anew, because somebody said so or it is being deleted; what
 *     was given out stays
 * @param priority lower is tried first
 * @param namespaces whom it is bound to, together with {@code namespaceSelector}
 * @param namespaceSelector null when not set
 * @param nodeSelector which nodes announce; null when not set: all
 * @param isDefault whether it is tried before others that are not bound to the namespace
 * @param ready false when it collides with an elder one: nothing is given out anew
 */
public record Pool(
    String name,
    Instant createdAt,
    AddressSet addresses,
    AddressSet assignable,
    NavigableMap<Ip, String> leftOut,
    InterfaceSelector interfaceSelector,
    boolean disabled,
    int priority,
    Set<String> namespaces,
    @Nullable LabelSelector namespaceSelector,
    @Nullable LabelSelector nodeSelector,
    boolean isDefault,
    boolean ready) {

  /** The elder first. */
  public static final Comparator<Pool> ELDER_FIRST =
      Comparator.comparing(Pool::createdAt).thenComparing(Pool::name);

  /**
   * @throws IllegalArgumentException when {@code addresses} is empty
   */
  public Pool {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("Pool " + name + " has no address");
    }
    leftOut = Collections.unmodifiableNavigableMap(new TreeMap<>(leftOut));
    namespaces = Collections.unmodifiableSet(new TreeSet<>(namespaces));
  }

  /** That of all its addresses. */
  public Family family() {
    return addresses.ranges().getFirst().family();
  }

  /** The same pool, ready or not. */
  public Pool withReady(boolean ready) {
    return with(assignable, leftOut, ready);
  }

  /**
   * The same pool, where these addresses are not given out anew either.
   *
   * @param others addresses with what they are, as in {@code leftOut}; those of other pools don't
   *     matter
   */
  public Pool leavingOut(Map<Ip, String> others) {
    NavigableMap<Ip, String> more = new TreeMap<>(leftOut);
    others.forEach((ip, what) -> {
      if (addresses.contains(ip)) {
        more.putIfAbsent(ip, what);
      }
    });
    return more.equals(leftOut)
        ? this
        : with(assignable.minus(AddressSet.ofAddresses(more.keySet())), more, ready);
  }

  private Pool with(AddressSet assignable, NavigableMap<Ip, String> leftOut, boolean ready) {
    return new Pool(
        name,
        createdAt,
        addresses,
        assignable,
        leftOut,
        interfaceSelector,
        disabled,
        priority,
        namespaces,
        namespaceSelector,
        nodeSelector,
        isDefault,
        ready);
  }

  /** Whether only some namespaces may use it. */
  public boolean isBound() {
    return !namespaces.isEmpty() || namespaceSelector != null;
  }

  /** Whether Services of the namespace may use it: it is not bound, or bound to this namespace. */
  public boolean serves(String namespace, Map<String, String> namespaceLabels) {
    return !isBound()
        || namespaces.contains(namespace)
        || (namespaceSelector != null && namespaceSelector.matches(namespaceLabels));
  }

  /** Whether a node with these labels may announce its addresses. */
  public boolean mayBeAnnouncedBy(Map<String, String> nodeLabels) {
    return nodeSelector == null || nodeSelector.matches(nodeLabels);
  }
}
