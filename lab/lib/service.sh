# shellcheck shell=bash
# The long-running processes of the lab: each is a service of a node, with a start script and a log of its own.

# service NODE NAME COMMAND...: writes down how it is started, and starts it.
service() {
  local node=$1 name=$2 enter
  shift 2
  mapfile -t enter < <(node_entry "$node")
  {
    echo '#!/bin/bash'
    # In every hierarchy: what is in none of the lab's groups takes the processors' time from the pods as no node's programs do.
    printf 'echo $$ >%q\n' "${HIERARCHIES[@]/%//openelb-lab/$node/init/cgroup.procs}"
    printf exec
    printf ' %q' "${enter[@]}" env "PATH=$BIN:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/root "$@"
    echo
  } >"$STATE/services/$node.$name"
  service_start "$node.$name"
}

# A command that runs its arguments, and again whenever they end by themselves, as kubelet does with the pods of a control plane: the
# scheduler ends on purpose when its cache and the API server's don't agree.
# shellcheck disable=SC2016
SUPERVISED=(bash -c 'trap "kill \$child; wait \$child; exit" TERM
while :; do
  "$@" &
  child=$!
  wait $child || echo "$1 ended with $?, and is started again" >&2
  sleep 1
done' supervisor)

# Of a connection to the API server that a fault has left half open the client for Go learns after 45 s, as delivered; until then a node
# starts no pod, and to the controllers all nodes are dead, whose endpoints they take away.
NOTICES_LOSS=(HTTP2_READ_IDLE_TIMEOUT_SECONDS=5 HTTP2_PING_TIMEOUT_SECONDS=3)

service_start() { # NODE.NAME
  (
    exec 9>&-
    setsid env -i PATH="$PATH" bash "$STATE/services/$1" >>"$STATE/log/$1.log" 2>&1 </dev/null &
    echo $! >"$STATE/services/$1.pid"
  )
}

# NODE.NAME: the process, if it runs. What is written down is `nsenter`, which waits for it.
service_pid() {
  local waiter
  waiter=$(cat "$STATE/services/$1.pid" 2>/dev/null) && grep -qs /openelb-lab/ "/proc/$waiter/cgroup" || return
  awk '{print $1; exit}' "/proc/$waiter/task/$waiter/children" 2>/dev/null | grep .
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
  # The API server would wait for its watchers for a minute.
  wait_for 5 "$2 on $1 to end by itself: it is killed" process_gone "$pid" || {
    kill -9 "$pid"
    wait_for 5 "$2 on $1 to be gone" process_gone "$pid"
  }
  say "$2 on $1 is stopped"
}
lab_start() {
  known_service "$@"
  ! service_pid "$1.$2" >/dev/null || { say "$2 on $1 runs already"; return; }
  service_start "$1.$2"
  say "$2 on $1 is started"
}
process_gone() { ! kill -0 "$1" 2>/dev/null; }
