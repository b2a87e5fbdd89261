// Answers ARP requests or neighbour solicitations for one address on a raw packet socket, checks nothing else, and does nothing
// else: the floor for any responder outside of the kernel.
//
//   floor IFACE ADDR
#include <arpa/inet.h>
#include <err.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

enum { OPERATION = 20, SENDER_MAC = 22, SENDER_IP = 28, TARGET_MAC = 32, TARGET_IP = 38, REQUEST_END = 42, ARP_ANSWER = 60 };
enum { LENGTH = 18, SOURCE = 22, DESTINATION = 38, ICMP = 54, CHECKSUM = 56, FLAGS = 58, TARGET = 62, OPTION = 78, NDP_ANSWER = 86 };
enum { ICMPV6 = 58, SOLICITATION = 135, ADVERTISEMENT = 136, SOLICITED_OVERRIDE = 0x60, BUFFER = 1 << 26 };

static uint8_t address[16], mac[6];

static void to(uint8_t *frame, const uint8_t *station) {
  memmove(frame, station, 6);
  memcpy(frame + 6, mac, 6);
}

// Each writes the answer over the question, and tells its length: 0 for none.
static size_t arp(uint8_t *frame, ssize_t length) {
  if (length < REQUEST_END || frame[OPERATION + 1] != 1 || memcmp(frame + TARGET_IP, address, 4)) return 0;
  to(frame, frame + SENDER_MAC);
  frame[OPERATION + 1] = 2;
  memcpy(frame + TARGET_MAC, frame + SENDER_MAC, 10);
  memcpy(frame + SENDER_MAC, mac, 6);
  memcpy(frame + SENDER_IP, address, 4);
  memset(frame + REQUEST_END, 0, ARP_ANSWER - REQUEST_END);
  return ARP_ANSWER;
}

static size_t ndp(uint8_t *frame, ssize_t length) {
  if (length < NDP_ANSWER || frame[ICMP] != SOLICITATION || memcmp(frame + TARGET, address, 16)) return 0;
  to(frame, frame + OPTION + 2);
  memcpy(frame + DESTINATION, frame + SOURCE, 16);
  memcpy(frame + SOURCE, address, 16);
  frame[LENGTH] = 0, frame[LENGTH + 1] = NDP_ANSWER - ICMP;
  frame[ICMP] = ADVERTISEMENT;
  memcpy(frame + FLAGS, (uint8_t[]){SOLICITED_OVERRIDE, 0, 0, 0}, 4);
  frame[OPTION] = 2;
  memcpy(frame + OPTION + 2, mac, 6);
  frame[CHECKSUM] = frame[CHECKSUM + 1] = 0;
  uint32_t sum = NDP_ANSWER - ICMP + ICMPV6;
  for (int at = SOURCE; at < NDP_ANSWER; at += 2) sum += frame[at] << 8 | frame[at + 1];
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  frame[CHECKSUM] = ~sum >> 8, frame[CHECKSUM + 1] = ~sum;
  return NDP_ANSWER;
}

int main(int argc, char **argv) {
  if (argc != 3) errx(2, "usage: floor IFACE ADDR");
  int v6 = inet_pton(AF_INET6, argv[2], address) == 1, size = BUFFER;
  if (!v6 && inet_pton(AF_INET, argv[2], address) != 1) errx(2, "%s is no address", argv[2]);
  int protocol = htons(v6 ? ETH_P_IPV6 : ETH_P_ARP), s = socket(AF_PACKET, SOCK_RAW, protocol);
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = protocol, .sll_ifindex = if_nametoindex(argv[1])};
  struct packet_mreq groups = {.mr_ifindex = at.sll_ifindex, .mr_type = PACKET_MR_ALLMULTI};
  struct ifreq request = {0};
  strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
  if (s < 0 || bind(s, (struct sockaddr *)&at, sizeof at) || ioctl(s, SIOCGIFHWADDR, &request) ||
      setsockopt(s, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &groups, sizeof groups))
    err(1, "%s", argv[1]);
  setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  memcpy(mac, request.ifr_hwaddr.sa_data, 6);
  for (uint8_t frame[2048];;) {
    ssize_t length = recv(s, frame, sizeof frame, 0);
    size_t answer = v6 ? ndp(frame, length) : arp(frame, length);
    if (answer) send(s, frame, answer, 0);
  }
}
