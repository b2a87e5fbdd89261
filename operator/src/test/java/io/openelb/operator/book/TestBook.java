package io.openelb.operator.book;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.ClaimBuilder;
import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.PortKey;
import io.openelb.core.allocation.Seniority;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.pool.InterfaceSelector;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import io.openelb.operator.conflict.Strangers;
import io.openelb.operator.conflict.UnannouncedAddresses;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A book and those whom it tells. Services of a later second are younger. */
final class TestBook {

  final Set<ServiceId> rechecked = new HashSet<>();
  final AtomicLong now = new AtomicLong();
  final Strangers strangers = new Strangers(now::get);
  final UnannouncedAddresses unannounced = new UnannouncedAddresses(now::get);
  final AddressBook book = new AddressBook(rechecked::addAll, unannounced, strangers);

  /** Decides from now on by a pool of each of these addresses. */
  void pools(String... addresses) {
    book.setPools(Pools.of(Stream.of(addresses).map(TestBook::pool).toList()));
  }

  private static Pool pool(String addresses) {
    AddressSet set = AddressSet.of(addresses);
    return new Pool(
        "pool-of-" + addresses,
        Instant.EPOCH,
        set,
        set,
        new TreeMap<>(),
        new InterfaceSelector.BySubnet(),
        false,
        0,
        Set.of(),
        null,
        null,
        false,
        true);
  }

  static List<Ip> addresses(Decision decision) {
    return decision.grants().stream().map(grant -> grant.address()).toList();
  }

  static ClaimBuilder claim(String name, int createdAt) {
    return claim(name, createdAt, 80);
  }

  static ClaimBuilder claim(String name, int createdAt, int port) {
    return Claim.of(
        new Tenant(
            seniority(name, createdAt), Set.of(new PortKey(PortKey.Protocol.TCP, port)), false));
  }

  static Seniority seniority(String name, int createdAt) {
    return new Seniority(Instant.ofEpochSecond(createdAt), "uid-" + name, id(name));
  }

  static ServiceId id(String name) {
    return new ServiceId("shop", name);
  }
}
