package io.openelb.speaker.liveness;

import io.openelb.api.KeyFingerprint;
import io.openelb.core.announcement.Advertisement;
import io.openelb.core.announcement.AdvertisementCodec;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of the moment: one signs, all are believed, so that the key can be rotated without an
 * outage (accept the new one, sign with it, drop the old one). Belongs to one thread, but for those
 * who open what is sealed.
 */
public final class Authenticator {

  private volatile Keys keys = new Keys(List.of());
  private final MessageDigest sha256 = Hmac.sha256();
  private List<Hmac> hmacs = List.of();
  private List<String> fingerprints = List.of();

  /** Not to be changed, and told from others by identity. */
  private static final class Keys {

    private final List<byte[]> usable;

    Keys(List<byte[]> usable) {
      this.usable = usable;
    }

    /** For one thread. */
    List<Hmac> hmacs() {
      List<Hmac> hmacs = new ArrayList<>(usable.size());
      usable.forEach(key -> hmacs.add(new Hmac(key)));
      return hmacs;
    }
  }

  /**
   * Takes new keys.
   *
   * @param next the one that signs first; empty: nothing can be said or heard
   */
  public void use(List<byte[]> next) {
    List<byte[]> usable = next.stream().filter(key -> key.length > 0).toList();
    fingerprints = usable.stream().map(KeyFingerprint::of).toList();
    Keys taken = new Keys(usable);
    hmacs = taken.hmacs();
    keys = taken;
  }

  /** What may be told of the keys, in their order. */
  public List<String> fingerprints() {
    return fingerprints;
  }

  /** Whether there is a key. */
  public boolean hasKey() {
    return !hmacs.isEmpty();
  }

  /**
   * The advertisement as it goes on the wire.
   *
   * @throws IllegalStateException without a key
   */
  public byte[] seal(Advertisement ad) {
    if (hmacs.isEmpty()) {
      throw new IllegalStateException("no key");
    }
    return Envelope.seal(AdvertisementCodec.encode(ad), sha256, hmacs.getFirst());
  }

  /** One who opens what is sealed with the keys of the moment, in a thread of its own. */
  public Opener opener() {
    return new Opener();
  }

  /**
   * Opens what is sealed. Belongs to one thread.
   *
   * <p>Nearly all that two hundred speakers say is what they said before, in another turn. The body
   * of the last message of each boot is remembered, with its hash and what it means: one with the
   * same octets is neither hashed nor read again. Its seal is checked like any other.
   */
  public final class Opener {

    /** Boots whose last body is remembered: more than there are speakers on a segment. */
    private static final int MEMORY = 512;

    private final MessageDigest sha256 = Hmac.sha256();
    private final LinkedHashMap<Long, Read> last = new LinkedHashMap<>();
    private Keys known = keys;
    private List<Hmac> own = known.hmacs();

    private Opener() {}

    /** The advertisement, if a speaker with one of our keys sealed it. */
    public Optional<Advertisement> open(byte[] sealed) {
      Keys now = keys;
      if (now != known) {
        own = now.hmacs();
        known = now;
      }
      Envelope envelope = Envelope.of(sealed).orElse(null);
      return envelope == null ? Optional.empty() : open(envelope);
    }

    private Optional<Advertisement> open(Envelope envelope) {
      Read before = last.get(envelope.bootId());
      if (before != null && envelope.hasBodyOf(before.message)) {
        return envelope.isSealed(before.hashOfBody, own)
            ? Optional.of(before.ad.inTurn(envelope.sequence()))
            : Optional.empty();
      }
      byte[] hash = envelope.hashOfBody(sha256);
      if (!envelope.isSealed(hash, own)) {
        return Optional.empty();
      }
      byte[] message = envelope.message();
      Optional<Advertisement> ad = AdvertisementCodec.decode(message);
      ad.ifPresent(read -> remember(new Read(message, hash, read)));
      return ad;
    }

    /** Only what a speaker sealed comes here: strangers can't make it forget. */
    private void remember(Read read) {
      Read _ = last.putLast(read.ad.bootId(), read);
      if (last.size() > MEMORY) {
        Map.Entry<Long, Read> _ = last.pollFirstEntry();
      }
    }
  }

  /** A message, and what was made of it. */
  private static final class Read {

    private final byte[] message;
    private final byte[] hashOfBody;
    private final Advertisement ad;

    Read(byte[] message, byte[] hashOfBody, Advertisement ad) {
      this.message = message;
      this.hashOfBody = hashOfBody;
      this.ad = ad;
    }
  }
}
