"""What the speaker does all day: it announces the addresses that the API server tells it of, and answers ARP and NDP for them."""

import ipaddress
import socket
import subprocess

import scene
from program import paced

HEALTH = 50051
QUESTIONS = 4000
NODE, NODE_MAC = "eth0", "02:00:00:00:00:02"
WIRE, ASKER = "wire", bytes.fromhex("020000000099")
ASKER_4, ASKER_6 = ipaddress.ip_address("192.168.0.99").packed, ipaddress.ip_address("fd00:168::99").packed


def set_up(_):
    """The node's interface, and the other end of its cable."""
    for command in (f"link add {NODE} address {NODE_MAC} type veth peer name {WIRE}", f"link set {NODE} up", f"link set {WIRE} up",
                    f"address add 192.168.0.2/16 dev {NODE}", f"address add fd00:168::2/64 dev {NODE} nodad"):
        subprocess.run(["ip", *command.split()], check=True)


def await_start(speaker, _):
    return speaker.await_ready()


def burst(speaker, api, options):
    services, addresses = api.collection("services"), []
    for number in paced(options.services, options.rate):
        created, held = scene.service(number), [f"192.168.{16 + number // 256}.{number % 256}"]
        if "IPv6" in created["spec"]["ipFamilies"]:
            held.append(f"fd00:168::1:{number:x}")
        created["metadata"]["annotations"][scene.RANKING] = ",".join(scene.NODES)
        created["status"]["loadBalancer"]["ingress"] = [{"ip": address} for address in held]
        services.create(created)
        addresses += map(ipaddress.ip_address, held)
    ask(addresses, options.rate)


def ask(addresses, rate):
    """Asks for one address after the other, at ten times the rate, from the other end of the cable."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
        wire.bind((WIRE, 0))
        for number in paced(QUESTIONS, 10 * rate):
            address = addresses[number % len(addresses)]
            wire.send(solicitation(address.packed) if address.version == 6 else request(address.packed))


def request(target):
    """ARP, RFC 826."""
    return b"\xff" * 6 + ASKER + bytes.fromhex("08060001080006040001") + ASKER + ASKER_4 + bytes(6) + target + bytes(18)


def solicitation(target):
    """A neighbour solicitation, RFC 4861 4.3, to the group of its target."""
    group = bytes.fromhex("ff0200000000000000000001ff") + target[-3:]
    message = bytes.fromhex("8700") + bytes(2) + bytes(4) + target + bytes.fromhex("0101") + ASKER
    pseudo = ASKER_6 + group + len(message).to_bytes(4, "big") + bytes((0, 0, 0, 58))
    message = message[:2] + checksum(pseudo + message) + message[4:]
    header = bytes.fromhex("60000000") + len(message).to_bytes(2, "big") + bytes((58, 255)) + ASKER_6 + group
    return b"\x33\x33" + group[-4:] + ASKER + bytes.fromhex("86dd") + header + message


def checksum(data):
    """RFC 1071."""
    total = sum(int.from_bytes(data[i:i + 2], "big") for i in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return (total ^ 0xFFFF).to_bytes(2, "big")
