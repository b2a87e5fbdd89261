# shellcheck shell=bash
# From whatever is there, whole or half built, to nothing.

lab_down() {
  local start=$SECONDS
  leftovers || { say 'no lab is up'; return; }
  step 'ending the lab' ''
  stop_services
  kill_rest
  restore_kernel
  drop_namespaces
  drop_cgroups
  rm -rf --one-file-system "$STATE"
  say "the lab is gone, after $((SECONDS - start)) s"
}

leftovers() {
  local machine
  [ ! -e "$STATE" ] && [ ! -d "$CGROUP" ] && [ ! -e /sys/class/net/openelb-lab ] || return 0
  for machine in "$SWITCH" "${MACHINES[@]}"; do
    [ ! -e "/run/netns/$machine" ] || return 0
  done
  return 1
}

processes() { find "$CGROUP" -name cgroup.procs -exec cat {} + 2>/dev/null || true; }

# In order: kubelets first, so that nothing is started anew; then everything else is asked to end.
stop_services() {
  local service pid pids=()
  for service in $(services); do
    [[ $service == *.kubelet ]] || continue
    pid=$(service_pid "$service") && kill -9 "$pid" || true
  done
  for service in $(services); do
    pid=$(service_pid "$service") || continue
    kill "$pid" && pids+=("$pid") || true
  done
  wait_for 2 'the services to end' all_gone "${pids[@]}" 2>/dev/null || true
}
all_gone() {
  local pid
  for pid in "$@"; do [ ! -e "/proc/$pid" ] || return 1; done
}

# The nodes' first processes, with which all processes of a node end, and whatever somebody left running on the lab's network.
kill_rest() {
  local pid machine mine=" $$ " up=$$
  while [ "$up" -gt 1 ]; do
    up=$(awk '/^PPid:/ {print $2}' "/proc/$up/status")
    mine+="$up "
  done
  for machine in "$SWITCH" "${MACHINES[@]}"; do
    for pid in $(ip netns pids "$machine" 2>/dev/null); do
      [[ $mine == *" $pid "* ]] || kill -9 "$pid" 2>/dev/null || true
    done
  done
  for _ in $(seq 100); do
    [ -n "$(processes)" ] || return 0
    for pid in $(processes); do kill -9 "$pid" 2>/dev/null || true; done
    sleep 0.1
  done
  die "processes of the lab do not end: $(processes | tr '\n' ' ')"
}

restore_kernel() {
  [ ! -s "$STATE/sysctl" ] || sysctl -qp "$STATE/sysctl" || true
}

drop_namespaces() {
  local machine
  # The kernel would take it away with the switch, but later.
  [ ! -e /sys/class/net/openelb-lab ] || ip link del openelb-lab
  for machine in "${MACHINES[@]}" "$SWITCH"; do
    [ ! -e "/run/netns/$machine" ] || ip netns del "$machine"
  done
}

drop_cgroups() { wait_for 10 "the lab's control groups to be empty" remove_cgroups; }
remove_cgroups() {
  local hierarchy left=0
  for hierarchy in "${HIERARCHIES[@]}"; do
    [ -d "$hierarchy/openelb-lab" ] || continue
    find "$hierarchy/openelb-lab" -depth -type d -exec rmdir {} + || left=1
  done
  return $left
}
