package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Advertisement.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what there is to say into datagrams of bounded size. */
final class Composer {

  /**
   * The most that goes into one datagram. Every segment that carries IPv6 takes 1280 octets (RFC
   * 8200 5); the rest is for the seal.
   */
  static final int MAX_SIZE = 1240;

  /** So many boot ids go into one datagram. */
  static final int MAX_ECHOES = 216;

  private static final int MAX_WANTED = 16;

  private final String node;
  private final long bootId;
  private long sequence;
  private int part;

  Composer(String node, long bootId) {
    this.node = node;
    this.bootId = bootId;
  }

  /** The turns that were said. */
  long turns() {
    return sequence;
  }

  /** The next turn is later than so many. */
  void continueAfter(long turns) {
    sequence = Math.max(sequence, turns);
  }

  /** What is the same in every datagram of one turn. */
  record Header(Mac mac, Phase phase, int strain, OwnClaims own) {}

  /**
   * A new turn: the regular advertisement with all changes and offers, in as many datagrams as it
   * takes.
   */
  List<Advertisement> regular(
      Header header, Collection<Long> heard, List<Long> wanted, List<Offer> offers) {
    sequence++;
    part = 0;
    Draft draft = new Draft(header);
    List<BootIds> echoes = datagramsOf(heard);
    draft.echoes = echoes.getFirst();
    draft.wanted = BootIds.of(wanted.subList(0, Math.min(wanted.size(), MAX_WANTED)));
    draft.begin();
    for (OwnClaims.Said said : header.own.sayChanges()) {
      draft.add(said);
    }
    for (Offer offer : offers) {
      draft.add(offer);
    }
    draft.end();
    for (BootIds more : echoes.subList(1, echoes.size())) {
      draft.echoes = more;
      draft.begin();
      draft.end();
    }
    return draft.done;
  }

  /**
   * More of the same turn: everything that we own, in datagrams that each are complete for a span
   * of addresses.
   */
  List<Advertisement> everything(Header header) {
    List<AddressClaim> all = header.own.all();
    Draft draft = new Draft(header);
    Ip from = AdvertisementCodec.FIRST;
    draft.begin();
    draft.size += AdvertisementCodec.SPAN_SIZE;
    for (AddressClaim claim : all) {
      if (draft.size + AdvertisementCodec.size(claim) > MAX_SIZE) {
        draft.span = new Span(from, claim.address().previous());
        from = claim.address();
        draft.end();
        draft.begin();
        draft.size += AdvertisementCodec.SPAN_SIZE;
      }
      draft.claims.add(claim);
      draft.size += AdvertisementCodec.size(claim);
    }
    draft.span = new Span(from, AdvertisementCodec.LAST);
    draft.end();
    return draft.done;
  }

  /** What is echoed, a datagram each; one at least. */
  private static List<BootIds> datagramsOf(Collection<Long> heard) {
    List<Long> all = List.copyOf(heard);
    List<BootIds> datagrams = new ArrayList<>(1);
    int from = 0;
    do {
      int to = Math.min(from + MAX_ECHOES, all.size());
      datagrams.add(BootIds.of(all.subList(from, to)));
      from = to;
    } while (from < all.size());
    return datagrams;
  }

  /** A datagram in the making, and those that are done. */
  private final class Draft {

    private final Header header;
    private final List<Advertisement> done = new ArrayList<>(1);
    private BootIds echoes = BootIds.none();
    private BootIds wanted = BootIds.none();
    private @Nullable Span span;
    private final List<AddressClaim> claims = new ArrayList<>();
    private final List<Ip> released = new ArrayList<>();
    private final List<Ip> withdrawn = new ArrayList<>();
    private final List<Offer> offers = new ArrayList<>();
    private int size;

    private Draft(Header header) {
      this.header = header;
    }

    private void begin() {
      size = AdvertisementCodec.headerSize(node, echoes, wanted);
    }

    private void makeRoom(int more) {
      if (size + more > MAX_SIZE) {
        end();
        begin();
      }
    }

    private void add(OwnClaims.Said said) {
      AddressClaim claim = said.claim();
      if (claim != null) {
        makeRoom(AdvertisementCodec.size(claim));
        claims.add(claim);
        size += AdvertisementCodec.size(claim);
        return;
      }
      makeRoom(AdvertisementCodec.size(said.address()));
      (said.saying() == OwnClaims.Saying.WITHDRAWN ? withdrawn : released).add(said.address());
      size += AdvertisementCodec.size(said.address());
    }

    private void add(Offer offer) {
      int head = AdvertisementCodec.offerHeadSize(offer);
      List<Ip> part = new ArrayList<>();
      makeRoom(head + AdvertisementCodec.MAX_IP_SIZE);
      size += head;
      for (Ip address : offer.addresses()) {
        if (size + AdvertisementCodec.size(address) > MAX_SIZE) {
          offers.add(new Offer(offer.successor(), offer.callOver(), part));
          part.clear();
          end();
          begin();
          size += head;
        }
        part.add(address);
        size += AdvertisementCodec.size(address);
      }
      offers.add(new Offer(offer.successor(), offer.callOver(), part));
    }

    private void end() {
      done.add(
          new Advertisement(
              node,
              header.mac,
              bootId,
              sequence,
              part++,
              header.phase,
              header.strain,
              header.own.count(),
              header.own.digest(),
              echoes,
              wanted,
              claims,
              span,
              released,
              withdrawn,
              offers));
      echoes = BootIds.none();
      wanted = BootIds.none();
      span = null;
      claims.clear();
      released.clear();
      withdrawn.clear();
      offers.clear();
    }
  }
}
