# shellcheck shell=bash
# From nothing to a cluster with all nodes Ready.

# Settings of the machine's kernel that the lab or its kubelets change; `down` puts them back.
KERNEL_SETTINGS=(fs.inotify.max_user_instances vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops
  kernel.keys.root_maxkeys kernel.keys.root_maxbytes)

lab_up() {
  local start=$SECONDS
  lab_build
  if [ -e "$STATE/ready" ]; then
    start_missing && return
    say 'the lab does not answer: starting it anew'
  fi
  if leftovers; then lab_down; fi
  prepare_state
  step 'network: switch, client and three nodes' ''
  make_network
  make_pki 2>"$STATE/log/pki.log"
  for node in "${NODES[@]}"; do boot_node "$node"; done
  step 'control plane on master1' "$STATE/log/master1.apiserver.log"
  start_etcd
  start_apiserver
  start_registry
  for node in "${NODES[@]}"; do start_containerd "$node"; done
  service_wait master1.apiserver 120 api_ready
  start_controllers
  service_wait master1.registry 20 registry_ready
  step 'nodes and kube-proxy' "$STATE/log/workloads.log"
  apply_workloads
  for node in "${NODES[@]}"; do
    service_wait "$node.containerd" 30 containerd_ready "$node"
    start_kubelet "$node"
  done
  LOG=$STATE/log/master1.kubelet.log
  nodes_ready >/dev/null
  kube_proxy_ready >/dev/null
  touch "$STATE/ready"
  say "the lab is up, after $((SECONDS - start)) s. Look around with lab/kubectl get nodes -o wide, lab/on client ip neigh, lab/lab status"
}

lab_build() {
  install_packages
  build_binaries
  build_images
}

# On a lab that was up: starts the services that do not run. Fails if the cluster does not answer then.
start_missing() {
  local service
  nodes_live || return
  for service in $(services); do
    service_pid "$service" >/dev/null && continue
    say "starting $service, which did not run"
    service_start "$service"
  done
  wait_for 30 'the API server' api_ready || return
  say 'the lab is up'
}

prepare_state() {
  local setting
  mkdir -p "$STATE"/{log,services,nodes}
  ln -s "$BIN" "$STATE/bin"
  cp "$LAB/lib/registry.yaml" "$STATE/registry.yaml"
  for setting in "${KERNEL_SETTINGS[@]}"; do sysctl "$setting"; done >"$STATE/sysctl"
  # Three kubelets and containerds watch more files than the default allows one user.
  [ "$(sysctl -n fs.inotify.max_user_instances)" -ge 1024 ] || sysctl -qw fs.inotify.max_user_instances=1024
}
