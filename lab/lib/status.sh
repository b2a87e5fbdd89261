# shellcheck shell=bash
# What runs.

lab_status() {
  local service machine cable
  [ -e "$STATE/ready" ] || { say 'no lab is up'; return 1; }
  BIN=$(readlink "$STATE/bin")
  echo "state and logs: $STATE (log/)"
  for machine in "${MACHINES[@]}"; do
    cable='plugged in'
    in_net "$SWITCH" ip -br link show "sw-$machine" | grep -q ' UP ' || cable=UNPLUGGED
    printf '%-12s %-12s %-11s %s  %s:' "$machine" "$(ip4 "$machine")" "$(ip6 "$machine")" "$(mac "$machine")" "$cable"
    for service in $(services); do
      [ "${service%%.*}" = "$machine" ] || continue
      printf ' %s' "${service#*.}"
      service_pid "$service" >/dev/null || printf '(DEAD)'
    done
    echo
  done
  kubectl_ get nodes -o wide
}
