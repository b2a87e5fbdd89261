# shellcheck shell=bash
# Names, addresses and folders of the lab, and how it speaks.

NODES=(master1 worker-p001 worker-p002)
MACHINES=("${NODES[@]}" client)
SWITCH=lab-sw

STATE=${OPENELB_LAB_STATE:-/var/lib/openelb-lab}
CACHE=${OPENELB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/openelb-lab}
API=192.168.0.2:6443
REGISTRY=192.168.0.2:5000
# The way from the machine that the lab runs on to the API server, over the gateway: both ends of a cable of its own.
HOST_END=169.254.168.1
GATEWAY_END=169.254.168.2

ip4() { case $1 in master1) echo 192.168.0.2 ;; worker-p001) echo 192.168.0.3 ;; worker-p002) echo 192.168.0.4 ;; client) echo 192.168.0.5 ;; esac }
ip6() { case $1 in master1) echo fd00:168::2 ;; worker-p001) echo fd00:168::3 ;; worker-p002) echo fd00:168::4 ;; client) echo fd00:168::5 ;; esac }
mac() {
  case $1 in
    master1) echo 52:54:22:a3:9a:d9 ;;
    worker-p001) echo 52:54:22:3a:e6:6e ;;
    worker-p002) echo 52:54:22:37:6c:7b ;;
    client) echo 52:54:22:fa:b9:3b ;;
    gateway) echo 02:54:22:99:ae:5d ;;
  esac
}
pods4() { case $1 in master1) echo 10.233.64.0/24 ;; worker-p001) echo 10.233.65.0/24 ;; worker-p002) echo 10.233.66.0/24 ;; all) echo 10.233.64.0/18 ;; esac }
pods6() { case $1 in master1) echo fd00:64:0:1::/64 ;; worker-p001) echo fd00:64:0:2::/64 ;; worker-p002) echo fd00:64:0:3::/64 ;; all) echo fd00:64::/48 ;; esac }

# What is being done, and the log that tells more: `failed` names them.
STEP=''
LOG=''
say() { printf 'lab: %s\n' "$*"; }
die() {
  printf 'lab: %s\n' "$*" >&2
  STEP=''
  exit 1
}
step() {
  STEP=$1
  LOG=${2:-}
  say "$STEP"
}
failed() {
  [ "$1" -ne 0 ] && [ -n "$STEP" ] || return 0
  {
    printf 'lab: FAILED (%s): %s\n' "$1" "$STEP"
    if [ -n "$LOG" ]; then
      printf 'lab: its log is %s; it ends with\n' "$LOG"
      tail -n 15 "$LOG" 2>/dev/null | sed 's/^/    /' || true
    fi
  } >&2
}

need_root() { [ "$(id -u)" -eq 0 ] || die 'network namespaces and containers need root: run this as root'; }
need_up() { [ -e "$STATE/ready" ] || die "no lab is up here ($STATE/ready is missing): lab/lab up"; }
is_machine() {
  local m
  for m in "${MACHINES[@]}"; do [ "$m" = "${1:-}" ] && return; done
  return 1
}

# One `up` or `down` at a time. The folder above the state is the lock: it is there before and after, so no lock file is left.
lock() {
  local above
  above=$(dirname "$STATE")
  mkdir -p "$above"
  exec 9<"$above"
  flock -n 9 && return
  say 'waiting for another lab/lab up or down to end'
  flock 9
}

# wait_for SECONDS WHAT COMMAND...: until COMMAND succeeds.
wait_for() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || {
      printf 'lab: gave up waiting for %s\n' "$what" >&2
      return 1
    }
    sleep 0.1
  done
}

# with_progress COMMAND...: runs it with its output in $LOG, and says every 30 s that it is still at work.
with_progress() {
  local start=$SECONDS told=0 pid
  set -m # a process group of its own, so that all of it can be ended
  "$@" >"$LOG" 2>&1 </dev/null 9>&- &
  pid=$!
  set +m
  # shellcheck disable=SC2064  # the process of now is meant
  trap "kill -- -$pid 2>/dev/null; exit 130" INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if [ $((SECONDS - start)) -ge $((told + 30)) ]; then
      told=$((SECONDS - start))
      say "  ... $told s"
    fi
  done
  trap - INT TERM
  wait "$pid"
}

in_net() {
  local machine=$1
  shift
  nsenter --net="/run/netns/$machine" "$@"
}
