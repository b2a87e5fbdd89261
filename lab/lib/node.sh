# shellcheck shell=bash
# containerd and kubelet of a node. Both use their ordinary paths: a node has its own /run and /var.

configure_containerd() {
  local node=$1 etc=$STATE/nodes/$1/etc
  cat >"$etc/cni/net.d/10-lab.conflist" <<X
{
  "cniVersion": "1.0.0",
  "name": "lab",
  "plugins": [
    {
      "type": "bridge", "bridge": "cni0", "isGateway": true, "hairpinMode": true,
      "ipam": {
        "type": "host-local",
        "ranges": [[{"subnet": "$(pods4 "$node")"}], [{"subnet": "$(pods6 "$node")"}]],
        "routes": [{"dst": "0.0.0.0/0"}, {"dst": "::/0"}]
      }
    }
  ]
}
X
  # The lab's registry stands for all registries, whatever name an image has. Nothing is asked of any other.
  mkdir -p "$etc/certs.d/_default"
  cat >"$etc/certs.d/_default/hosts.toml" <<X
server = "http://$REGISTRY"
[host."http://$REGISTRY"]
  capabilities = ["pull", "resolve"]
X
  # restrict_oom_score_adj: where CAP_SYS_RESOURCE is denied, runc could not lower a container's score and would fail.
  cat >"$etc/containerd.toml" <<X
version = 3
disabled_plugins = ["io.containerd.nri.v1.nri", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]
[debug]
  level = "warn"
[plugins.'io.containerd.cri.v1.images']
  snapshotter = "overlayfs"
  [plugins.'io.containerd.cri.v1.images'.pinned_images]
    sandbox = "openelb-lab/pause:1"
  [plugins.'io.containerd.cri.v1.images'.registry]
    config_path = "$etc/certs.d"
[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = true
  [plugins.'io.containerd.cri.v1.runtime'.cni]
    bin_dirs = ["/usr/lib/cni"]
    conf_dir = "$etc/cni/net.d"
  [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
      SystemdCgroup = false
X
}

configure_kubelet() {
  cat >"$STATE/nodes/$1/etc/kubelet.yaml" <<X
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $STATE/pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $STATE/pki/$1.crt
tlsPrivateKeyFile: $STATE/pki/$1.key
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: []
failCgroupV1: false
failSwapOn: false
makeIPTablesUtilChains: false
serializeImagePulls: false
resolvConf: ""
clusterDNS: [10.233.0.3]
clusterDomain: cluster.local
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
X
}

start_containerd() {
  configure_containerd "$1"
  service "$1" containerd "$BIN/containerd" --config "$STATE/nodes/$1/etc/containerd.toml"
}

start_kubelet() {
  configure_kubelet "$1"
  service "$1" kubelet "${NOTICES_LOSS[@]}" "$BIN/kubelet" --config "$STATE/nodes/$1/etc/kubelet.yaml" --kubeconfig "$STATE/$1.kubeconfig" \
    --hostname-override "$1" --node-ip "$(ip4 "$1"),$(ip6 "$1")" -v=1
}

containerd_ready() { "$BIN/ctr" -a "$STATE/nodes/$1/run/containerd/containerd.sock" version; }
