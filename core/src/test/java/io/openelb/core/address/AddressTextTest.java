package io.openelb.core.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users write as addresses, and what they are told. */
final class AddressTextTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one address                         | 192.168.0.91                      | 192.168.0.91
          one IPv6 address in another spelling| FD00:0:0::0:91                    | fd00::91
          a range                             | 192.168.0.91-192.168.0.100        | 192.168.0.91-192.168.0.100
          blanks around the dash              | 192.168.0.91 - 192.168.0.100      | 192.168.0.91-192.168.0.100
          a range across a byte boundary      | 10.0.0.250-10.0.1.5               | 10.0.0.250-10.0.1.5
          a network                           | 192.168.0.0/24                    | 192.168.0.0-192.168.0.255
          a network of one                    | 192.168.0.5/32                    | 192.168.0.5
          everything of IPv4                  | 0.0.0.0/0                         | 0.0.0.0-255.255.255.255
          an IPv6 network                     | fd00::/64                         | fd00::-fd00::ffff:ffff:ffff:ffff
          everything of IPv6                  | ::/0                              | ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
          a list                              | 10.0.0.1, 10.0.0.9                | 10.0.0.1,10.0.0.9
          a list out of order that touches    | 10.0.0.2,10.0.0.1                 | 10.0.0.1-10.0.0.2
          a list that overlaps                | 10.0.0.0/30,10.0.0.2-10.0.0.8     | 10.0.0.0-10.0.0.8
          """)
  void reads(String sentence, String text, String canonical) {
    assertThat(AddressSet.of(text)).as(sentence).hasToString(canonical);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing          | ''                                  | the address is empty; write for instance 192.168.0.91-192.168.0.100
          reversed         | 192.168.0.100-192.168.0.91          | 192.168.0.100-192.168.0.91 is reversed; write 192.168.0.91-192.168.0.100
          host bits        | 192.168.0.5/24                      | 192.168.0.5/24 has host bits set; write 192.168.0.0/24 or 192.168.0.5
          host bits, IPv6  | fd00::5/64                          | fd00::5/64 has host bits set; write fd00::/64 or fd00::5
          range of two     | 192.168.0.1-fd00::1                 | 192.168.0.1-fd00::1 mixes IPv4 and IPv6; write both ends in one family
          list of two      | 192.168.0.1,fd00::1                 | fd00::1 is IPv6 but 192.168.0.1 is IPv4; write one Eip for each family
          leading zeros    | 192.168.0.091                       | 192.168.0.091 has leading zeros; write 192.168.0.91
          too big          | 192.168.0.300                       | 192.168.0.300 is not an IPv4 address: 300 is above 255; write four numbers of 0 to 255
          three parts      | 192.168.0                           | 192.168.0 is not an IP address; write an address such as 192.168.0.91 or fd00::91
          a host name      | example.com                         | example.com is not an IP address; write an address such as 192.168.0.91 or fd00::91
          a zone           | fe80::1%eth0                        | fe80::1%eth0 has a zone; write fe80::1
          IPv4 in IPv6     | ::ffff:192.168.0.91                 | ::ffff:192.168.0.91 is an IPv4 address in IPv6 form; write 192.168.0.91
          the same in hex  | ::ffff:c0a8:5b                      | ::ffff:c0a8:5b is an IPv4 address in IPv6 form; write 192.168.0.91
          brackets         | [fd00::1]                           | [fd00::1] is not an IP address; write an address such as 192.168.0.91 or fd00::91
          two gaps         | fd00::1::2                          | fd00::1::2 is not an IP address; write an address such as 192.168.0.91 or fd00::91
          long prefix      | 192.168.0.0/33                      | 192.168.0.0/33 has no valid prefix length; write 192.168.0.0/0 to /32
          no prefix        | 192.168.0.0/                        | 192.168.0.0/ has no valid prefix length; write 192.168.0.0/0 to /32
          zero in prefix   | 192.168.0.0/024                     | 192.168.0.0/024 has leading zeros; write 192.168.0.0/24
          letters in prefix| 192.168.0.0/2a                      | 192.168.0.0/2a has no valid prefix length; write 192.168.0.0/0 to /32
          letters in part  | 192.168.0.a                         | 192.168.0.a is not an IP address; write an address such as 192.168.0.91 or fd00::91
          trailing comma   | 10.0.0.1,                           | 10.0.0.1, has an empty entry; write one comma between two entries
          """)
  void refuses(String sentence, String text, String message) {
    assertThat(AddressSet.parse(text)).as(sentence).isEqualTo(Parsed.bad(message));
  }
}
