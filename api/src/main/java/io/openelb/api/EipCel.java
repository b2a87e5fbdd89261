package io.openelb.api;

/**
 * What CEL can say of an Eip, so that the API server refuses it even when our webhook is away. The
 * words are those of {@code core}.
 *
 * <p>The rules stand on single fields, because the API server leaves a field that an update doesn't
 * touch alone: an object that is already wrong can still be labelled, finalized and deleted. Of a
 * list only the shape is checked: what is said entry by entry costs more than the API server allows
 * a rule.
 */
final class EipCel {

  /** Bounds that the API server needs to estimate what a rule costs. */
  static final int ADDRESS_LENGTH = 1024;

  static final int ENTRY_LENGTH = 128;
  static final int ENTRIES = 64;
  static final int WORD_LENGTH = 64;

  static final String NAME = "oldSelf.hasValue() || self.metadata.name.size() <= 63";
  static final String NAME_MESSAGE =
      "metadata.name: Services carry it as a label; use at most 63 characters";

  static final String PROTOCOL = "self in ['', 'layer2']";
  static final String PROTOCOL_MESSAGE =
      "self in ['bgp', 'vip'] ? self + ' is not served by this system; write layer2 or leave it out'"
          + " : '\\'' + self + '\\' is no protocol; write layer2 or leave it out'";

  private static final String NOT_AN_ADDRESS =
      " + ' is not an IP address; write an address such as 192.168.0.91 or fd00::91'";

  static final String INTERFACE =
      "self == '' || (self.startsWith('can_reach:') ? isIP(self.substring(10).trim())"
          + " : self.matches('^[!-.0-9;-~]{1,15}$') && !(self in ['.', '..']))";
  static final String INTERFACE_MESSAGE =
      "self.startsWith('can_reach:') ? self.substring(10).trim()"
          + NOT_AN_ADDRESS
          + " : '\\'' + self + '\\' is no interface name; write a name such as eth0, can_reach:IP, or nothing'";

  private static final String DOTTED = "[0-9]{1,3}([.][0-9]{1,3}){3}";
  private static final String SHAPE = "(" + DOTTED + "|[0-9a-fA-F]*:[0-9a-fA-F:.]*)";
  private static final String ENTRY = " *" + SHAPE + "(/[0-9]{1,3}| *- *" + SHAPE + ")? *";
  private static final String ENTRIES_SHAPE = "'^" + ENTRY + "(," + ENTRY + ")*$'";

  private static final String TEXT = "self.trim()";
  private static final String FIRST = "self.substring(0, self.indexOf('-')).trim()";
  private static final String LAST = "self.substring(self.indexOf('-') + 1).trim()";
  private static final String NO_RANGE =
      "self.contains(',') || !self.contains('-') || !isIP(" + FIRST + ") || !isIP(" + LAST + ")";

  private static final String OCTETS = TEXT + ".split('.')";

  static final String ADDRESS =
      "self.contains(',') || isIP("
          + TEXT
          + ") || isCIDR("
          + TEXT
          + ")"
          + " || (self.contains('-') && isIP("
          + FIRST
          + ") && isIP("
          + LAST
          + "))";
  static final String ADDRESS_MESSAGE =
      "!"
          + TEXT
          + ".matches('^"
          + DOTTED
          + "$') ? "
          + TEXT
          + NOT_AN_ADDRESS
          + " : "
          + OCTETS
          + ".exists(n, int(n) > 255)"
          + " ? "
          + TEXT
          + " + ' is not an IPv4 address: ' + "
          + OCTETS
          + ".filter(n, int(n) > 255)[0]"
          + " + ' is above 255; write four numbers of 0 to 255'"
          + " : "
          + TEXT
          + " + ' has leading zeros; write each number without them'";

  static final String LIST = "!self.contains(',') || self.matches(" + ENTRIES_SHAPE + ")";
  static final String LIST_MESSAGE = "'an entry of ' + self" + NOT_AN_ADDRESS;

  /**
   * IPv4 only, and not every network by name: to the API server, the text of a computed address has
   * no bound.
   */
  static final String NETWORK =
      "self.contains(',') || self.contains(':') || !isCIDR("
          + TEXT
          + ")"
          + " || cidr("
          + TEXT
          + ") == cidr("
          + TEXT
          + ").masked()";

  static final String NETWORK_MESSAGE =
      TEXT
          + " + ' has host bits set; write ' + ("
          + TEXT
          + ".endsWith('/24')"
          + " ? "
          + TEXT
          + ".substring(0, "
          + TEXT
          + ".lastIndexOf('.')) + '.0/24'"
          + " : 'the network with zeros after its prefix') + ' or ' + "
          + TEXT
          + ".split('/')[0]";

  static final String RANGE =
      NO_RANGE + " || ip(" + FIRST + ").family() == ip(" + LAST + ").family()";
  static final String RANGE_MESSAGE =
      FIRST
          + " + '-' + "
          + LAST
          + " + (self.indexOf(':') < self.indexOf('-') ? ' mixes IPv6 and IPv4' : ' mixes IPv4 and"
          + " IPv6') + '; write both ends in one family'";

  private static final String FIRST_VALUE =
      "int("
          + FIRST
          + ".split('.')[0]) * 16777216 + int("
          + FIRST
          + ".split('.')[1]) * 65536"
          + " + int("
          + FIRST
          + ".split('.')[2]) * 256 + int("
          + FIRST
          + ".split('.')[3])";
  private static final String LAST_VALUE =
      "int("
          + LAST
          + ".split('.')[0]) * 16777216 + int("
          + LAST
          + ".split('.')[1]) * 65536"
          + " + int("
          + LAST
          + ".split('.')[2]) * 256 + int("
          + LAST
          + ".split('.')[3])";

  /** IPv4 only: CEL can't compare addresses. */
  static final String ORDER =
      NO_RANGE + " || self.contains(':') || " + FIRST_VALUE + " <= " + LAST_VALUE;

  static final String ORDER_MESSAGE =
      FIRST + " + '-' + " + LAST + " + ' is reversed; write ' + " + LAST + " + '-' + " + FIRST;

  static final String FAMILY =
      "!(self.contains(',') && self.contains(':') && self.matches('(^|[,-]) *[0-9]+[.]'))";
  static final String FAMILY_MESSAGE =
      "IPv4 and IPv6 are in one list; write one Eip for each family";

  static final String EXCLUDE = "self.all(e, e.matches(" + ENTRIES_SHAPE + "))";
  static final String EXCLUDE_MESSAGE =
      "self.filter(e, !e.matches(" + ENTRIES_SHAPE + "))[0]" + NOT_AN_ADDRESS;

  private EipCel() {}
}
