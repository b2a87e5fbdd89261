# shellcheck shell=bash
# etcd, API server, controller manager, scheduler and the image registry, all on master1.

# The registry starts with the lab's own images.
start_registry() {
  cp -r "$SEED" "$STATE/registry"
  service master1 registry OTEL_TRACES_EXPORTER=none REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY="$STATE/registry" \
    REGISTRY_HTTP_ADDR="$REGISTRY" "$BIN/registry" serve "$STATE/registry.yaml"
}

start_etcd() {
  service master1 etcd "$BIN/etcd" --data-dir "$STATE/etcd" --unsafe-no-fsync --log-level warn --quota-backend-bytes 4294967296 \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380
}

audit_flags() {
  [ "${OPENELB_LAB_AUDIT:-}" = 1 ] || return 0
  printf 'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{level: Metadata}]\n' >"$STATE/audit-policy.yaml"
  echo "--audit-policy-file=$STATE/audit-policy.yaml --audit-log-path=$STATE/log/audit.log --audit-log-maxsize=200 --audit-log-maxbackup=2"
}

start_apiserver() {
  local pki=$STATE/pki
  # shellcheck disable=SC2046  # words
  service master1 apiserver "$BIN/kube-apiserver" --etcd-servers http://127.0.0.1:2379 --advertise-address "${API%:*}" --secure-port "${API#*:}" \
    --client-ca-file "$pki/ca.crt" --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" \
    --kubelet-client-certificate "$pki/admin.crt" --kubelet-client-key "$pki/admin.key" --kubelet-preferred-address-types InternalIP \
    --service-account-key-file "$pki/sa.pub" --service-account-signing-key-file "$pki/sa.key" \
    --service-account-issuer https://kubernetes.default.svc --service-cluster-ip-range 10.233.0.0/18,fd00:10:96::/112 \
    --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction --allow-privileged --profiling=false $(audit_flags)
}

start_controllers() {
  service master1 controller-manager "${NOTICES_LOSS[@]}" "${SUPERVISED[@]}" "$BIN/kube-controller-manager" \
    --kubeconfig "$STATE/controller-manager.kubeconfig" --leader-elect=false --use-service-account-credentials \
    --service-account-private-key-file "$STATE/pki/sa.key" --root-ca-file "$STATE/pki/ca.crt" --profiling=false
  service master1 scheduler "${NOTICES_LOSS[@]}" "${SUPERVISED[@]}" "$BIN/kube-scheduler" \
    --kubeconfig "$STATE/scheduler.kubeconfig" --leader-elect=false --profiling=false
}

kubectl_() { in_net master1 "$BIN/kubectl" --kubeconfig "$STATE/admin.kubeconfig" "$@"; }
api_ready() { kubectl_ get --raw /readyz; }
registry_ready() { in_net master1 curl -fs "http://$REGISTRY/v2/"; }

lab_push() {
  [ $# -eq 2 ] || die 'want ARCHIVE.tar NAME:TAG'
  [ -f "$1" ] || die "no file $1"
  in_net master1 "$LAB/lib/push.py" "$1" "$REGISTRY" "$2"
  # The nodes have images under the same name from an earlier push: the next Pod pulls this one.
  local node
  BIN=$(readlink "$STATE/bin")
  for node in "${NODES[@]}"; do
    "$BIN/ctr" -a "$STATE/nodes/$node/run/containerd/containerd.sock" -n k8s.io images rm "docker.io/$2" >/dev/null 2>&1 || true
  done
}
