package io.openelb.core.pool;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import java.util.regex.Pattern;

/** On which interface of a node the addresses of a pool are announced. */
public sealed interface InterfaceSelector {

  /** The interface of this name. */
  record Named(String name) implements InterfaceSelector {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The interface that the node's routes use towards this address. */
  record CanReach(Ip target) implements InterfaceSelector {
    @Override
    public String toString() {
      return CAN_REACH + target;
    }
  }

  /** The interface that has the announced address in its subnet. */
  record BySubnet() implements InterfaceSelector {
    @Override
    public String toString() {
      return "";
    }
  }

  /** What a text must begin with to mean {@link CanReach}. */
  String CAN_REACH = "can_reach:";

  /**
   * What Linux accepts as a name (dev_valid_name in net/core/dev.c): at most 15 bytes, no slash,
   * colon or blank.
   */
  Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[!-~&&[^/:]]{1,15}");

  /** Reads {@code spec.interface}: empty, {@code can_reach:IP} or a name. */
  static Parsed<InterfaceSelector> parse(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      return Parsed.good(new BySubnet());
    }
    if (trimmed.startsWith(CAN_REACH)) {
      return Ip.parse(trimmed.substring(CAN_REACH.length()).strip())
          .then(target -> Parsed.good(new CanReach(target)));
    }
    if (!NAME.matcher(trimmed).matches()) {
      return Parsed.bad(
          "'"
              + trimmed
              + "' is no interface name; write a name such as eth0, can_reach:IP, or nothing");
    }
    return Parsed.good(new Named(trimmed));
  }
}
