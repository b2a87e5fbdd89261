package io.openelb.core.announcement;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Advertisement.Span;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an advertisement, version 3. Numbers are unsigned and in network order. What the
 * fields are for, {@link Advertisement} tells.
 *
 * <pre>
 * octets    field      content
 * 8         boot id    any number
 * 8         sequence   of the turn
 * 1         version    3; others are refused
 * 1         phase      0 listening, 1 speaking, 2 leaving, 3 silent; others are refused
 * 1         flags      1: has a span, 2: strain is 1 at least, 4 and 8: how much more, from 0,
 *                      up to the most there is; others are passed over
 * 1 + n     node       n, and the name in UTF-8; Kubernetes allows 253 octets
 * 6         MAC        of the interface
 * 2         part       of the turn, from 0
 * 4         count      of all claims, those in other parts too
 * 8         digest     of all claims
 * 2 + 4n    echoes     n; n boot ids, of each the exclusive or of its two halves
 * 2 + 4n    wanted     the same
 * 2 + ...   claims     n; n times address, epoch (4 octets, below 2^31), rank (1)
 * 0 or ...  span       its first and its last address
 * 2 + ...   released   n; n addresses
 * 2 + ...   withdrawn  n; n addresses
 * 2 + ...   offers     n; n times successor (as node), flags (1 octet; 1: call over), m
 *                      (2 octets), m addresses
 * ...                  whatever follows is passed over
 * </pre>
 *
 * <p>A later release may add flags, and fields at the end; it must raise the version when it
 * changes anything else.
 *
 * <p>An address is one octet, 4 or 16, and so many octets of the address itself. A speaker sends
 * {@link #MAX_SIZE} octets at most; what does not fit goes into further parts of the turn.
 * Authentication is not part of it: the speaker puts an {@code Envelope} around it.
 */
public final class AdvertisementCodec {

  /** What {@link #encode} writes at most for what a {@link Takeover} says. */
  public static final int MAX_SIZE = Composer.MAX_SIZE;

  /**
   * The bytes in front, boot id and sequence: what follows is the same in one sign of life and the
   * next, so that whoever read the one need not read the other.
   */
  public static final int HEAD_SIZE = 8 + 8;

  static final Ip FIRST = new Ip(Family.IPV4, 0, 0);
  static final Ip LAST = new Ip(Family.IPV6, -1L, -1L);
  static final int MAX_IP_SIZE = 17;
  static final int SPAN_SIZE = 2 * MAX_IP_SIZE;

  private static final byte VERSION = 3;
  private static final int HAS_SPAN = 1;
  private static final int IS_STRAINED = 2;
  private static final int MORE_STRAIN_SHIFT = 2;
  private static final int MORE_STRAIN = 3;
  private static final int CALLS_OVER = 1;

  /** No datagram of ours is larger; a count above this is malformed. */
  private static final int MAX_COUNT = 65_535;

  /** What Java reads for octets that are no UTF-8. */
  private static final char NO_UTF8 = '\ufffd';

  private AdvertisementCodec() {}

  static int size(Ip address) {
    return address.family() == Family.IPV4 ? 5 : MAX_IP_SIZE;
  }

  static int size(AddressClaim claim) {
    return size(claim.address()) + 5;
  }

  static int offerHeadSize(Offer offer) {
    return 1 + utf8Length(offer.successor()) + 1 + 2;
  }

  static int headerSize(String node, BootIds echoes, BootIds wanted) {
    int fixed = HEAD_SIZE + 3 + 6 + 2 + 4 + 8;
    int counts = 6 * 2;
    return fixed + 1 + utf8Length(node) + counts + 4 * (echoes.size() + wanted.size());
  }

  /** The bytes of the advertisement. */
  public static byte[] encode(Advertisement ad) {
    ByteBuffer out = ByteBuffer.allocate(size(ad));
    Span span = ad.span();
    int flags = (span == null ? 0 : HAS_SPAN) | strainFlags(ad.strain());
    out.putLong(ad.bootId()).putLong(ad.sequence());
    out.put(VERSION).put((byte) ad.phase().code()).put((byte) flags);
    putText(out, ad.node());
    out.put(ad.mac().bytes()).putShort((short) ad.part());
    out.putInt(ad.count()).putLong(ad.digest());
    putIds(out, ad.echoes());
    putIds(out, ad.wanted());
    out.putShort((short) ad.claims().size());
    for (AddressClaim claim : ad.claims()) {
      putIp(out, claim.address());
      out.putInt(claim.epoch()).put((byte) claim.rank());
    }
    if (span != null) {
      putIp(out, span.from());
      putIp(out, span.to());
    }
    putIps(out, ad.released());
    putIps(out, ad.withdrawn());
    out.putShort((short) ad.offers().size());
    for (Offer offer : ad.offers()) {
      putText(out, offer.successor());
      out.put((byte) (offer.callOver() ? CALLS_OVER : 0));
      putIps(out, offer.addresses());
    }
    return out.array();
  }

  /** The advertisement, or empty for bytes that are none. */
  public static Optional<Advertisement> decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return Optional.ofNullable(decode(in));
    } catch (BufferUnderflowException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static @Nullable Advertisement decode(ByteBuffer in) {
    long bootId = in.getLong();
    long sequence = in.getLong();
    if (in.get() != VERSION) {
      return null;
    }
    Phase phase = Phase.ofCode(in.get()).orElse(null);
    int flags = in.get();
    if (phase == null) {
      return null;
    }
    String node = getText(in);
    byte[] mac = new byte[6];
    in.get(mac);
    int part = Short.toUnsignedInt(in.getShort());
    int count = in.getInt();
    long digest = in.getLong();
    BootIds echoes = getIds(in);
    BootIds wanted = getIds(in);
    List<AddressClaim> claims =
        getMany(in, b -> new AddressClaim(getIp(b), b.getInt(), Byte.toUnsignedInt(b.get())));
    Span span = (flags & HAS_SPAN) != 0 ? new Span(getIp(in), getIp(in)) : null;
    List<Ip> released = getMany(in, AdvertisementCodec::getIp);
    List<Ip> withdrawn = getMany(in, AdvertisementCodec::getIp);
    List<Offer> offers =
        getMany(
            in,
            b ->
                new Offer(
                    getText(b),
                    (b.get() & CALLS_OVER) != 0,
                    getMany(b, AdvertisementCodec::getIp)));
    return new Advertisement(
        node,
        Mac.of(mac),
        bootId,
        sequence,
        part,
        phase,
        strain(flags),
        count,
        digest,
        echoes,
        wanted,
        claims,
        span,
        released,
        withdrawn,
        offers);
  }

  private static int strainFlags(int strain) {
    return strain == 0 ? 0 : IS_STRAINED | (strain - 1) << MORE_STRAIN_SHIFT;
  }

  private static int strain(int flags) {
    int more = flags >> MORE_STRAIN_SHIFT & MORE_STRAIN;
    return (flags & IS_STRAINED) == 0 ? 0 : Math.min(1 + more, Timings.MAX_STRAIN);
  }

  private static int size(Advertisement ad) {
    int size = headerSize(ad.node(), ad.echoes(), ad.wanted());
    Span span = ad.span();
    size += span == null ? 0 : size(span.from()) + size(span.to());
    for (AddressClaim claim : ad.claims()) {
      size += size(claim);
    }
    size += size(ad.released()) + size(ad.withdrawn());
    for (Offer offer : ad.offers()) {
      size += offerHeadSize(offer) + size(offer.addresses());
    }
    return size;
  }

  private static int size(List<Ip> addresses) {
    int size = 0;
    for (Ip address : addresses) {
      size += size(address);
    }
    return size;
  }

  /** Makes no bytes of the names that nodes have. */
  private static int utf8Length(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return utf8(text).length;
      }
    }
    return text.length();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void putText(ByteBuffer out, String text) {
    byte[] bytes = utf8(text);
    if (bytes.length > 255) {
      throw new IllegalArgumentException("a node's name has at most 253 characters: " + text);
    }
    out.put((byte) bytes.length).put(bytes);
  }

  private static String getText(ByteBuffer in) {
    byte[] bytes = new byte[Byte.toUnsignedInt(in.get())];
    in.get(bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(NO_UTF8) >= 0) {
      throw new IllegalArgumentException("a node's name is UTF-8");
    }
    return text;
  }

  private static void putIds(ByteBuffer out, BootIds ids) {
    out.putShort((short) ids.size());
    for (int i = 0; i < ids.size(); i++) {
      out.putInt(ids.shortened(i));
    }
  }

  private static BootIds getIds(ByteBuffer in) {
    int count = Short.toUnsignedInt(in.getShort());
    if (in.remaining() < 4 * count) {
      throw new BufferUnderflowException();
    }
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = in.getInt();
    }
    return BootIds.ofShortened(ids);
  }

  private static void putIp(ByteBuffer out, Ip address) {
    out.put((byte) (address.family().bits() / 8));
    if (address.family() == Family.IPV4) {
      out.putInt((int) address.low());
    } else {
      out.putLong(address.high()).putLong(address.low());
    }
  }

  private static Ip getIp(ByteBuffer in) {
    return switch (in.get()) {
      case 4 -> new Ip(Family.IPV4, 0, Integer.toUnsignedLong(in.getInt()));
      case 16 -> new Ip(Family.IPV6, in.getLong(), in.getLong());
      default -> throw new IllegalArgumentException("an address has 4 or 16 bytes");
    };
  }

  private static void putIps(ByteBuffer out, List<Ip> addresses) {
    if (addresses.size() > MAX_COUNT) {
      throw new IllegalArgumentException("too many addresses for one datagram");
    }
    out.putShort((short) addresses.size());
    addresses.forEach(address -> putIp(out, address));
  }

  private static <T> List<T> getMany(ByteBuffer in, Function<ByteBuffer, T> one) {
    int count = Short.toUnsignedInt(in.getShort());
    List<T> many = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count; i++) {
      many.add(one.apply(in));
    }
    return many;
  }
}
