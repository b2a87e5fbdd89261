package io.openelb.core.address;

/** The two address families, named as Kubernetes names them in {@code spec.ipFamilies}. */
public enum Family {
  IPV4("IPv4", 32),
  IPV6("IPv6", 128);

  private final String label;
  private final int bits;

  Family(String label, int bits) {
    this.label = label;
    this.bits = bits;
  }

  /** The number of bits of an address: 32 or 128. */
  public int bits() {
    return bits;
  }

  /** {@code IPv4} or {@code IPv6}. */
  @Override
  public String toString() {
    return label;
  }
}
