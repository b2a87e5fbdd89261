# shellcheck shell=bash
# The segment: a switch, and a cable from it to every machine. A machine is a network namespace of the same name.

SYSCTLS='net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0'

# The switch carries the gateway of the document's network too: 192.168.0.1, which knows no way to anywhere and says so.
make_switch() {
  ip netns add "$SWITCH"
  # shellcheck disable=SC2086  # words
  in_net "$SWITCH" sysctl -qw $SYSCTLS
  in_net "$SWITCH" ip -batch - <<X
link set lo up
link add br0 address $(mac gateway) type bridge
link set br0 up
addr add 192.168.0.1/24 dev br0
addr add fd00:168::1/64 dev br0 nodad
X
  connect_host
}

# The gateway forwards the host's connections to the API server, so that clients such as the tests need not be in the lab.
connect_host() {
  ip link add openelb-lab type veth peer name host netns "/run/netns/$SWITCH"
  ip addr add "$HOST_END/30" dev openelb-lab
  ip link set openelb-lab up
  in_net "$SWITCH" ip addr add "$GATEWAY_END/30" dev host
  in_net "$SWITCH" ip link set host up
  in_net "$SWITCH" nft -f - <<X
table ip lab-host {
  chain api {
    type nat hook prerouting priority dstnat
    ip daddr $GATEWAY_END tcp dport ${API#*:} dnat to ${API%:*}
  }
}
X
}

make_machine() {
  local machine=$1
  ip netns add "$machine"
  # shellcheck disable=SC2086
  in_net "$machine" sysctl -qw $SYSCTLS
  in_net "$machine" ip link add eth0 address "$(mac "$machine")" type veth peer name "sw-$machine" netns "/run/netns/$SWITCH"
  in_net "$SWITCH" ip link set "sw-$machine" master br0 up
  in_net "$machine" ip -batch - <<X
link set lo up
addr add $(ip4 "$machine")/24 dev eth0
addr add $(ip6 "$machine")/64 dev eth0 nodad
link set eth0 up
route add default via 192.168.0.1
route add default via fd00:168::1
X
}

# Pods of one node find those of another over the nodes' addresses, and leave the cluster with their node's address.
route_pods() {
  local node=$1 other
  for other in "${NODES[@]}"; do
    [ "$node" = "$other" ] && continue
    echo "route add $(pods4 "$other") via $(ip4 "$other")"
    echo "route add $(pods6 "$other") via $(ip6 "$other")"
  done | in_net "$node" ip -batch -
  in_net "$node" nft -f - <<X
table inet lab-pods {
  chain leave {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr $(pods4 "$node") ip daddr != $(pods4 all) oifname "eth0" masquerade
    ip6 saddr $(pods6 "$node") ip6 daddr != $(pods6 all) oifname "eth0" masquerade
  }
}
X
}

make_network() {
  local machine node
  for machine in "$SWITCH" "${MACHINES[@]}"; do
    [ ! -e "/run/netns/$machine" ] || die "a network namespace $machine is there already, and it is not of this lab"
  done
  make_switch
  for machine in "${MACHINES[@]}"; do make_machine "$machine"; done
  for node in "${NODES[@]}"; do route_pods "$node"; done
}

cable() { # MACHINE up|down
  is_machine "${1:-}" || die "which machine? one of: ${MACHINES[*]}"
  in_net "$SWITCH" ip link set "sw-$1" "$2"
}
lab_unplug() { cable "${1:-}" down && say "$1 is unplugged"; }
lab_plug() { cable "${1:-}" up && say "$1 is plugged in"; }
