# shellcheck shell=bash
# The long-running processes of the lab. All of them, and whatever they start, live in one control group, so that nothing can be lost.

# On cgroup v1 the pids hierarchy is the one that counts our processes; containers appear in the others too.
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then CGROUP=/sys/fs/cgroup/openelb-lab; else CGROUP=/sys/fs/cgroup/pids/openelb-lab; fi

# A node is a network, mount and UTS namespace: it has its own host name, /run and /var. Its namespaces live as long as this
# process, which `init_node` starts.
init_pid() { cat "$STATE/nodes/$1/init"; }

init_node() {
  local node=$1 root=$STATE/nodes/$1
  mkdir -p "$root"/{run,etc/cni/net.d,var/lib,var/log,var/tmp}
  (
    exec 9>&-
    echo "$BASHPID" >"$CGROUP/daemons/cgroup.procs"
    exec setsid nsenter --net="/run/netns/$node" unshare --mount --uts --propagation private \
      bash -c "$(declare -f node_init); node_init \"\$@\"" node-init "$node" "$root" "$STATE" "$BIN" >"$STATE/log/$node.init.log" 2>&1 </dev/null
  ) &
  wait_for 10 "the namespaces of $node" test -s "$root/init"
}

# Runs inside the node's namespaces, as their first process.
node_init() {
  set -eu
  local node=$1 root=$2 path
  hostname "$node"
  shift 2
  # What lies below /run or /var and is needed stays visible below the node's own.
  for path in "$@"; do
    case $path in
      /run/* | /var/*)
        mkdir -p "$root$path"
        mount --rbind "$path" "$root$path"
        ;;
    esac
  done
  ln -sfn /run "$root/var/run"
  mount --rbind "$root/var" /var
  mkdir -p "$root/run/netns" # not the machine's: pods' namespaces are mounted here
  mount --bind "$root/run" /run
  mount --make-rshared / # as on a real machine: kubelet and containerd pass mounts on to pods
  echo $$ >"$root/init"
  trap 'exit 0' TERM
  while :; do sleep 86400 & wait; done
}

in_node() {
  local node=$1 pid
  shift
  pid=$(init_pid "$node")
  nsenter --net="/run/netns/$node" --mount="/proc/$pid/ns/mnt" --uts="/proc/$pid/ns/uts" "$@"
}

# service NODE NAME COMMAND...: writes down how it is started, and starts it.
service() {
  local node=$1 name=$2 pid
  shift 2
  pid=$(init_pid "$node")
  {
    echo '#!/bin/bash'
    echo "echo \$\$ >$CGROUP/daemons/cgroup.procs"
    printf exec
    printf ' %q' nsenter "--net=/run/netns/$node" "--mount=/proc/$pid/ns/mnt" "--uts=/proc/$pid/ns/uts" --wd=/ \
      env "PATH=$BIN:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/root "$@"
    echo
  } >"$STATE/services/$node.$name"
  service_start "$node.$name"
}

service_start() { # NODE.NAME
  (
    exec 9>&-
    setsid env -i PATH="$PATH" bash "$STATE/services/$1" >>"$STATE/log/$1.log" 2>&1 </dev/null &
    echo $! >"$STATE/services/$1.pid"
  )
}

service_pid() { # NODE.NAME: its process, if it runs and is ours
  local pid
  pid=$(cat "$STATE/services/$1.pid" 2>/dev/null) && grep -qs /openelb-lab/ "/proc/$pid/cgroup" && echo "$pid"
}

services() {
  local file
  for file in "$STATE"/services/*; do
    [[ $file == *.pid || ! -e $file ]] || basename "$file"
  done
}

# service_wait NODE.NAME SECONDS COMMAND...: until COMMAND succeeds; fails at once when the service ends.
service_wait() {
  local service=$1 end=$((SECONDS + $2))
  shift 2
  LOG=$STATE/log/$service.log
  until "$@" >/dev/null 2>&1; do
    sleep 0.1
    [ "$SECONDS" -lt "$end" ] || { say "$service is not ready in time" >&2; return 1; }
    [ "$SECONDS" -lt $((end - 2)) ] || continue
    [ "$((SECONDS % 3))" -ne 2 ] || service_pid "$service" >/dev/null || { say "$service ended" >&2; return 1; }
  done
}

known_service() {
  [[ $# -eq 2 && $2 != *.pid && -e $STATE/services/$1.$2 ]] || die "want NODE SERVICE, one of: $(services | tr '.\n' ' ,')"
}
lab_stop() {
  local pid
  known_service "$@"
  pid=$(service_pid "$1.$2") || { say "$2 on $1 does not run"; return; }
  kill "$pid"
  wait_for 20 "the end of $2 on $1" process_gone "$pid" || kill -9 "$pid"
  say "$2 on $1 is stopped"
}
lab_start() {
  known_service "$@"
  ! service_pid "$1.$2" >/dev/null || { say "$2 on $1 runs already"; return; }
  service_start "$1.$2"
  say "$2 on $1 is started"
}
process_gone() { ! kill -0 "$1" 2>/dev/null; }
