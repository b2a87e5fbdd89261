# shellcheck shell=bash
# A node as a machine of its own: beside its network it has its own processes, mounts, host name and control groups (namespaces of
# these kinds), and its own /run and /var. All that runs on it, pods included, ends with its first process.

mapfile -t HIERARCHIES < <(awk '$3 ~ /^cgroup2?$/ {print $2}' /proc/mounts)
# Where the lab's processes are listed, on cgroup v1 and on v2.
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then CGROUP=/sys/fs/cgroup/openelb-lab; else CGROUP=/sys/fs/cgroup/pids/openelb-lab; fi

boot_node() {
  local node=$1 root=$STATE/nodes/$1 parent
  mkdir -p "$root"/{run,etc/cni/net.d,var/lib,var/log,var/tmp}
  (
    exec 9>&-
    join_cgroups "$node"
    exec setsid nsenter --net="/run/netns/$node" \
      unshare --mount --uts --cgroup --pid --fork --kill-child --propagation private \
      "$LAB/lib/node-init" "$node" "$root" "${HIERARCHIES[*]}" "$STATE" "$BIN"
  ) >"$STATE/log/$node.init.log" 2>&1 </dev/null &
  parent=$!
  LOG=$STATE/log/$node.init.log
  wait_for 10 "the namespaces of $node" test -e "$root/booted"
  awk '{print $1; exit}' "/proc/$parent/task/$parent/children" >"$root/init"
}

join_cgroups() { # NODE
  local hierarchy group
  for hierarchy in "${HIERARCHIES[@]}"; do
    for group in openelb-lab "openelb-lab/$1" "openelb-lab/$1/init"; do
      mkdir -p "$hierarchy/$group"
      [ ! -e "$hierarchy/$group/cpuset.mems" ] || [ -e "$hierarchy/$group/cgroup.controllers" ] || {
        cat "$hierarchy/$group/../cpuset.cpus" >"$hierarchy/$group/cpuset.cpus"
        cat "$hierarchy/$group/../cpuset.mems" >"$hierarchy/$group/cpuset.mems"
      }
    done
    echo "$BASHPID" >"$hierarchy/openelb-lab/$1/cgroup.procs"
    # Beside the tools that measure it, the cluster counts as much as a thread for each processor would, not as one.
    [ ! -e "$hierarchy/openelb-lab/cpu.shares" ] || echo $((1024 * $(nproc))) >"$hierarchy/openelb-lab/cpu.shares"
  done
}

# The words that enter a node, one a line. Its control group is entered by writing to cgroup.procs.
node_entry() {
  local ns
  ns=/proc/$(cat "$STATE/nodes/$1/init")/ns
  printf '%s\n' nsenter "--net=/run/netns/$1" "--mount=$ns/mnt" "--uts=$ns/uts" "--cgroup=$ns/cgroup" "--pid=$ns/pid" --wd=/
}

# Whether the first processes of all nodes live: after a restart of this machine they do not.
nodes_live() {
  local node
  for node in "${NODES[@]}"; do
    grep -qs "/openelb-lab/$node" "/proc/$(cat "$STATE/nodes/$node/init")/cgroup" || return
  done
}
