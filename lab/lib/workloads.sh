# shellcheck shell=bash
# What is in the cluster from its start: the nodes, and kube-proxy.

# The nodes are written down before their kubelets register them, so that labels and pod networks are never missing.
node_object() { # NODE ROLE
  cat <<X
apiVersion: v1
kind: Node
metadata:
  name: $1
  labels: {node-role.kubernetes.io/$2: ""}
spec:
  podCIDR: $(pods4 "$1")
  podCIDRs: ["$(pods4 "$1")", "$(pods6 "$1")"]
---
X
}

apply_workloads() {
  {
    node_object master1 control-plane
    node_object worker-p001 worker
    node_object worker-p002 worker
    sed "s|@KUBERNETES@|$KUBERNETES|" "$LAB/manifests/kube-proxy.yaml"
  } | kubectl_ create --validate=false -f - >"$STATE/log/workloads.log" 2>&1
}

nodes_ready() { kubectl_ wait --for=condition=Ready node --all --timeout=60s; }
kube_proxy_ready() { kubectl_ -n kube-system rollout status daemonset kube-proxy --timeout=60s; }
