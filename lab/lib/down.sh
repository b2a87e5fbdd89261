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
  [ ! -e "$STATE" ] && [ ! -d "$CGROUP" ] || return 0
  for machine in "$SWITCH" "${MACHINES[@]}"; do
    [ ! -e "/run/netns/$machine" ] || return 0
  done
  return 1
}

processes() { find "$CGROUP" -name cgroup.procs -exec cat {} + 2>/dev/null || true; }
no_processes() { [ -z "$(processes)" ]; }

# In order: kubelets first, so that they start nothing anew; then the rest, politely.
stop_services() {
  local service pid pids=()
  for service in $(services); do
    [[ $service == *.kubelet ]] && pid=$(service_pid "$service") && kill -9 "$pid"
  done || true
  for pid in $(pod_processes); do kill -9 "$pid" 2>/dev/null || true; done
  for service in $(services); do
    pid=$(service_pid "$service") || continue
    kill "$pid" && pids+=("$pid")
  done
  wait_for 3 'the services to end' all_gone "${pids[@]}" 2>/dev/null || true
}
pod_processes() { find "$CGROUP" -path "$CGROUP/daemons" -prune -o -name cgroup.procs -exec cat {} + 2>/dev/null || true; }
all_gone() {
  local pid
  for pid in "$@"; do [ ! -e "/proc/$pid" ] || return 1; done
}

# Shims, the nodes' first processes, and whatever somebody left running on a machine of the lab.
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
  for _ in $(seq 50); do
    no_processes && return
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
  for machine in "${MACHINES[@]}" "$SWITCH"; do
    [ ! -e "/run/netns/$machine" ] || ip netns del "$machine"
  done
}

# runc makes a group in each hierarchy.
drop_cgroups() {
  find /sys/fs/cgroup -depth -type d -path '*/openelb-lab*' -exec rmdir {} + 2>/dev/null || true
  [ ! -d "$CGROUP" ] || wait_for 5 "the control group $CGROUP to be empty" rmdir_all
}
rmdir_all() { find /sys/fs/cgroup -depth -type d -path '*/openelb-lab*' -exec rmdir {} +; }
