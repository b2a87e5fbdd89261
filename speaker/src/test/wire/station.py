"""A station on a segment: sends the frames that scapy makes of expressions, and tells all that it hears.

  station.py INTERFACE NAMES       NAMES: a JSON object of what expressions may name

Reads a JSON object a line, and answers each with one:
  {"make": EXPRESSION}     {"made": [FRAME...]}      what it would send
  {"send": EXPRESSION}     {"sent": [FRAME...]}
  {"record": FILE}         {"recording": FILE}       what is sent and heard goes into this file from now on
An expression is scapy's for a packet or a list of packets. Whatever is heard from others makes a line of its own at once:
  {"heard": FRAME, "at": SECONDS}
A FRAME is {"hex": its octets, "text": what scapy reads in them}.
"""

import json
import select
import sys

from scapy.arch.linux import L2Socket
from scapy.layers import inet, inet6, l2
from scapy.packet import Padding, Raw
from scapy.utils import PcapWriter
from scapy.utils6 import in6_getnsma, in6_getnsmac
from socket import AF_INET6, inet_ntop, inet_pton

ETH_P_ALL = 3


def group(address):
    """The solicited-node group of an address (RFC 4291 2.7.1)."""
    return inet_ntop(AF_INET6, in6_getnsma(inet_pton(AF_INET6, address)))


def group_mac(address):
    """The MAC that frames to this group have (RFC 2464 7)."""
    return in6_getnsmac(inet_pton(AF_INET6, group(address)))


def flat(made):
    return [packet for each in made for packet in flat(each)] if isinstance(made, list) else [made]


class Station:
    def __init__(self, interface, names):
        scapy = {name: value for module in (l2, inet, inet6) for name, value in vars(module).items()}
        self.names = {**scapy, "Raw": Raw, "Padding": Padding, "group": group, "group_mac": group_mac, **names}
        self.wire = L2Socket(iface=interface, type=ETH_P_ALL)
        self.record = None

    def run(self):
        while True:
            ready, _, _ = select.select([sys.stdin, self.wire], [], [])
            if self.wire in ready:
                self.hear()
            if sys.stdin in ready:
                line = sys.stdin.readline()
                if not line:
                    return
                self.tell(self.obey(json.loads(line)))

    def hear(self):
        packet = self.wire.recv()
        if packet is None:  # one that leaves
            return
        self.keep(packet)
        self.tell({"heard": frame(packet), "at": float(packet.time)})

    def obey(self, order):
        try:
            if "record" in order:
                self.record = PcapWriter(order["record"], linktype=1, sync=True)
                return {"recording": order["record"]}
            packets = self.packets(order.get("make") or order["send"])
            if "make" in order:
                return {"made": [frame(packet) for packet in packets]}
            for packet in packets:
                self.wire.send(packet)
                self.keep(packet)
            return {"sent": [frame(packet) for packet in packets]}
        except Exception as error:  # the test that ordered it shall tell
            return {"error": f"{type(error).__name__}: {error}"}

    def packets(self, expression):
        """The packets as they are on the wire: whatever scapy fills in is filled in."""
        made = eval(expression, self.names)  # the tests' own
        return [packet.__class__(bytes(packet)) for packet in flat(made)]

    def keep(self, packet):
        if self.record:
            self.record.write(packet)

    @staticmethod
    def tell(what):
        print(json.dumps(what), flush=True)


def frame(packet):
    return {"hex": bytes(packet).hex(), "text": repr(packet)}


if __name__ == "__main__":
    Station(sys.argv[1], json.loads(sys.argv[2])).run()
