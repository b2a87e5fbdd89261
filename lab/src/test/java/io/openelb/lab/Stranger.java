package io.openelb.lab;

/**
 * A station outside the cluster that has an address: the switch's own, whose kernel answers for
 * what it is given. It gives the address up when it is closed.
 */
final class Stranger implements AutoCloseable {

  /** Of the switch, see {@code lab/README.md}. */
  static final String MAC = "02:54:22:99:ae:5d";

  private static final String MACHINE = "lab-sw";

  private final Lab lab;
  private final String address;

  private Stranger(Lab lab, String address) {
    this.lab = lab;
    this.address = address;
  }

  /** Has the address from now on. */
  static Stranger at(Lab lab, String address) {
    var stranger = new Stranger(lab, address);
    stranger.address("replace").orFail();
    return stranger;
  }

  private Command.Result address(String verb) {
    return lab.on(MACHINE, "ip", "address", verb, address + "/32", "dev", "br0");
  }

  @Override
  public void close() {
    address("delete").orFail();
  }
}
