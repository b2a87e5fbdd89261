// Asks a segment for an address by ARP or NDP, as a neighbour does; in C, so that asking costs little beside what is measured.
//
//   asker IFACE ADDR latency COUNT       one question after the other; a line each: microseconds until its answer, or "lost" after 500 ms
//   asker IFACE ADDR flood SECONDS RATE  RATE questions a second; one line: questions sent, answers received
//   asker IFACE ADDR voices SECONDS      a question every 10 ms; a line each answer: CLOCK_MONOTONIC in seconds, and the MAC
//   asker IFACE ADDR sweep SECONDS RATE COUNT
//                                        RATE questions a second, for COUNT addresses from ADDR on by turns; a line for each MAC that
//                                        is new for its address: CLOCK_MONOTONIC in seconds, how many addresses after ADDR, the MAC
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <ifaddrs.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 32, FRAME = 128, BUFFER = 1 << 26, LOST_MS = 500, EVERY_MS = 10 };

static int in, out;         // sockets: answers, and questions
static int family;          // of the address: AF_INET or AF_INET6
static uint8_t target[16];  // the address
static uint8_t question[FRAME];
static size_t question_length;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void put16(uint8_t *at, unsigned value) { at[0] = value >> 8, at[1] = value; }

// Our own address: for IPv6 a global one, which getifaddrs lists as it does link-local ones.
static void own_address(const char *iface, uint8_t *address) {
  struct ifaddrs *all;
  if (getifaddrs(&all)) err(1, "getifaddrs");
  for (struct ifaddrs *a = all; a; a = a->ifa_next) {
    if (!a->ifa_addr || a->ifa_addr->sa_family != family || strcmp(a->ifa_name, iface)) continue;
    struct in6_addr *v6 = &((struct sockaddr_in6 *)a->ifa_addr)->sin6_addr;
    if (family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(v6)) continue;
    if (family == AF_INET6) memcpy(address, v6, 16);
    else memcpy(address, &((struct sockaddr_in *)a->ifa_addr)->sin_addr, 4);
    return;
  }
  errx(1, "%s has no address of that family", iface);
}

// An ARP request: RFC 826.
static void ask_by_arp(const uint8_t *mac, const uint8_t *source) {
  uint8_t *arp = question + 14;
  memset(question, 0xff, 6);
  memcpy(question + 6, mac, 6);
  put16(question + 12, ETH_P_ARP);
  memcpy(arp, "\x00\x01\x08\x00\x06\x04\x00\x01", 8);
  memcpy(arp + 8, mac, 6);
  memcpy(arp + 14, source, 4);
  memcpy(arp + 24, target, 4);
  question_length = 60;
}

static unsigned sum(const uint8_t *data, size_t length, unsigned total) {
  for (size_t i = 0; i < length; i += 2) total += data[i] << 8 | data[i + 1];
  return total;
}

// A neighbour solicitation with its source link-layer address option: RFC 4861 4.3.
static void ask_by_ndp(const uint8_t *mac, const uint8_t *source) {
  uint8_t *ip = question + 14, *icmp = ip + 40;
  memcpy(question, "\x33\x33\xff", 3);
  memcpy(question + 3, target + 13, 3);
  memcpy(question + 6, mac, 6);
  put16(question + 12, ETH_P_IPV6);
  ip[0] = 0x60, ip[5] = 32, ip[6] = IPPROTO_ICMPV6, ip[7] = 255;
  memcpy(ip + 8, source, 16);
  ip[24] = 0xff, ip[25] = 2, ip[35] = 1, ip[36] = 0xff;
  memcpy(ip + 37, target + 13, 3);
  icmp[0] = 135, icmp[2] = icmp[3] = 0;
  memcpy(icmp + 8, target, 16);
  icmp[24] = 1, icmp[25] = 1;
  memcpy(icmp + 26, mac, 6);
  unsigned total = sum(icmp, 32, sum(ip + 8, 32, 32 + IPPROTO_ICMPV6));
  while (total >> 16) total = (total & 0xffff) + (total >> 16);
  put16(icmp + 2, ~total & 0xffff);
  question_length = 14 + 40 + 32;
}

// Makes the question for our address.
static void ask(const uint8_t *mac, const uint8_t *source) { (family == AF_INET ? ask_by_arp : ask_by_ndp)(mac, source); }

static size_t address_length(void) { return family == AF_INET ? 4 : 16; }

// The address that an answer is for, or NULL for any other frame.
static const uint8_t *answered(const uint8_t *frame, ssize_t length) {
  if (family == AF_INET) return length >= 42 && frame[21] == 2 ? frame + 28 : NULL;
  return length >= 78 && frame[20] == IPPROTO_ICMPV6 && frame[54] == 136 ? frame + 62 : NULL;
}

// The MAC in an answer.
static const uint8_t *answering(const uint8_t *frame) { return frame + (family == AF_INET ? 22 : 6); }

// The MAC in an answer for our address, or NULL for any other frame.
static const uint8_t *answer(const uint8_t *frame, ssize_t length) {
  const uint8_t *address = answered(frame, length);
  return address && !memcmp(address, target, address_length()) ? answering(frame) : NULL;
}

static bool readable_before(double end) {
  double left = end - now();
  struct timespec wait = {left, (left - (long)left) * 1e9};
  struct pollfd wanted = {in, POLLIN, 0};
  return left > 0 && ppoll(&wanted, 1, &wait, NULL) > 0;
}

// Waits for an answer to our question until that time of the monotonic clock.
static const uint8_t *await_answer(double end) {
  static uint8_t frame[2048];
  while (readable_before(end)) {
    const uint8_t *mac = answer(frame, recv(in, frame, sizeof frame, 0));
    if (mac) return mac;
  }
  return NULL;
}

static void latency(long count) {
  for (long i = 0; i < count; i++) {
    while (await_answer(now() + 0.001)) {}  // late ones, and a pause between questions
    double start = now();
    send(out, question, question_length, 0);
    if (await_answer(start + LOST_MS / 1e3)) printf("%.1f\n", (now() - start) * 1e6);
    else puts("lost");
  }
}

static void voices(double seconds) {
  double start = now();
  for (long asked = 0; now() < start + seconds; asked++) {
    send(out, question, question_length, 0);
    for (const uint8_t *m; (m = await_answer(start + (asked + 1) * EVERY_MS / 1e3));)
      printf("%.4f %02x:%02x:%02x:%02x:%02x:%02x\n", now(), m[0], m[1], m[2], m[3], m[4], m[5]);
  }
}

static uint32_t last_word(const uint8_t *address) {
  uint32_t word;
  memcpy(&word, address + address_length() - 4, 4);
  return ntohl(word);
}

static void sweep(double seconds, double rate, uint32_t count, const uint8_t *mac, const uint8_t *source) {
  static uint8_t frame[2048];
  uint8_t(*macs)[6] = calloc(count, sizeof *macs);
  uint32_t first = last_word(target);
  double start = now();
  for (long asked = 0; now() < start + seconds; asked++) {
    uint32_t word = htonl(first + asked % count);
    memcpy(target + address_length() - 4, &word, 4);
    ask(mac, source);
    send(out, question, question_length, 0);
    while (readable_before(start + (asked + 1) / rate)) {
      const uint8_t *address = answered(frame, recv(in, frame, sizeof frame, 0)), *m = answering(frame);
      uint32_t which = address ? last_word(address) - first : count;
      if (which >= count || !memcmp(macs[which], m, 6)) continue;
      memcpy(macs[which], m, 6);
      printf("%.4f %u %02x:%02x:%02x:%02x:%02x:%02x\n", now(), which, m[0], m[1], m[2], m[3], m[4], m[5]);
    }
  }
}

struct flood { double seconds, rate; long sent; };

static void *ask_steadily(void *plan) {
  struct flood *flood = plan;
  struct iovec data = {question, question_length};
  struct mmsghdr batch[BATCH] = {0};
  for (int i = 0; i < BATCH; i++) batch[i].msg_hdr = (struct msghdr){.msg_iov = &data, .msg_iovlen = 1};
  double start = now(), passed;
  while ((passed = now() - start) < flood->seconds) {
    long due = passed * flood->rate - flood->sent;
    int accepted = due > 0 ? sendmmsg(out, batch, due < BATCH ? due : BATCH, 0) : 0;
    if (accepted > 0) flood->sent += accepted;
    else nanosleep(&(struct timespec){0, 50000}, NULL);
  }
  return NULL;
}

static void flood(double seconds, double rate) {
  static uint8_t frames[BATCH][FRAME];
  struct iovec data[BATCH];
  struct mmsghdr batch[BATCH] = {0};
  for (int i = 0; i < BATCH; i++) {
    data[i] = (struct iovec){frames[i], FRAME};
    batch[i].msg_hdr = (struct msghdr){.msg_iov = data + i, .msg_iovlen = 1};
  }
  struct flood plan = {seconds, rate, 0};
  pthread_t sender;
  if (pthread_create(&sender, NULL, ask_steadily, &plan)) errx(1, "no thread");
  long answered = 0;
  for (double end = now() + seconds + LOST_MS / 1e3; readable_before(end);) {
    int received = recvmmsg(in, batch, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < received; i++) answered += answer(frames[i], batch[i].msg_len) != NULL;
  }
  pthread_join(sender, NULL);
  printf("%ld %ld\n", plan.sent, answered);
}

static int open_socket(const char *iface, int protocol) {
  int s = socket(AF_PACKET, SOCK_RAW, htons(protocol)), size = BUFFER;
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(protocol), .sll_ifindex = if_nametoindex(iface)};
  if (s < 0 || bind(s, (struct sockaddr *)&at, sizeof at)) err(1, "%s", iface);
  setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  return s;
}

int main(int argc, char **argv) {
  if (argc < 5) errx(2, "usage: asker IFACE ADDR latency COUNT | flood SECONDS RATE | voices SECONDS | sweep SECONDS RATE COUNT");
  family = strchr(argv[2], ':') ? AF_INET6 : AF_INET;
  if (inet_pton(family, argv[2], target) != 1) errx(2, "%s is no address", argv[2]);
  in = open_socket(argv[1], family == AF_INET ? ETH_P_ARP : ETH_P_IPV6);
  out = open_socket(argv[1], 0);
  struct ifreq request = {0};
  strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
  if (ioctl(out, SIOCGIFHWADDR, &request)) err(1, "%s", argv[1]);
  uint8_t source[16];
  own_address(argv[1], source);
  const uint8_t *mac = (uint8_t *)request.ifr_hwaddr.sa_data;
  ask(mac, source);
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (!strcmp(argv[3], "latency")) latency(atol(argv[4]));
  else if (!strcmp(argv[3], "voices")) voices(atof(argv[4]));
  else if (!strcmp(argv[3], "flood") && argc == 6) flood(atof(argv[4]), atof(argv[5]));
  else if (!strcmp(argv[3], "sweep") && argc == 7) sweep(atof(argv[4]), atof(argv[5]), atol(argv[6]), mac, source);
  else errx(2, "what is %s?", argv[3]);
}
