// Answers ARP requests for one address on a raw packet socket, and does nothing else: the floor for any responder outside of the kernel.
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

enum { OPERATION = 20, SENDER_MAC = 22, SENDER_IP = 28, TARGET_MAC = 32, TARGET_IP = 38, REQUEST_END = 42, BUFFER = 1 << 26 };

int main(int argc, char **argv) {
  uint8_t address[4], frame[2048];
  if (argc != 3 || inet_pton(AF_INET, argv[2], address) != 1) errx(2, "usage: floor IFACE ADDR");
  int s = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ARP)), size = BUFFER;
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ARP), .sll_ifindex = if_nametoindex(argv[1])};
  struct ifreq request = {0};
  strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
  if (s < 0 || bind(s, (struct sockaddr *)&at, sizeof at) || ioctl(s, SIOCGIFHWADDR, &request)) err(1, "%s", argv[1]);
  setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  const char *mac = request.ifr_hwaddr.sa_data;
  for (;;) {
    ssize_t length = recv(s, frame, sizeof frame, 0);
    if (length < REQUEST_END || frame[OPERATION + 1] != 1 || memcmp(frame + TARGET_IP, address, 4)) continue;
    memcpy(frame, frame + SENDER_MAC, 6);
    memcpy(frame + 6, mac, 6);
    frame[OPERATION + 1] = 2;
    memcpy(frame + TARGET_MAC, frame + SENDER_MAC, 10);
    memcpy(frame + SENDER_MAC, mac, 6);
    memcpy(frame + SENDER_IP, address, 4);
    memset(frame + REQUEST_END, 0, 60 - REQUEST_END);
    send(s, frame, 60, 0);
  }
}
