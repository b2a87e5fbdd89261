# shellcheck shell=bash
# Certificates and kubeconfigs of the cluster, new for each `up`.

make_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$STATE/pki/$1.key"; }

make_certificate() { # NAME SUBJECT [NAMES]
  local usage="extendedKeyUsage=serverAuth,clientAuth"
  make_key "$1"
  openssl req -new -key "$STATE/pki/$1.key" -subj "$2" -out "$STATE/pki/$1.csr"
  openssl x509 -req -in "$STATE/pki/$1.csr" -CA "$STATE/pki/ca.crt" -CAkey "$STATE/pki/ca.key" -set_serial "0x$(openssl rand -hex 8)" \
    -days 365 -extfile <(printf '%s\n%s\n' "$usage" "${3:+subjectAltName=$3}") -out "$STATE/pki/$1.crt" 2>/dev/null
}

make_kubeconfig() { # NAME [SERVER [FILE]]
  cat >"$STATE/${3:-$1}.kubeconfig" <<X
apiVersion: v1
kind: Config
current-context: lab
contexts: [{name: lab, context: {cluster: lab, user: $1}}]
clusters: [{name: lab, cluster: {server: "https://${2:-$API}", certificate-authority-data: $(base64 -w0 "$STATE/pki/ca.crt")}}]
users: [{name: $1, user: {client-certificate-data: $(base64 -w0 "$STATE/pki/$1.crt"), client-key-data: $(base64 -w0 "$STATE/pki/$1.key")}}]
X
}

make_pki() {
  local node
  mkdir -m 700 "$STATE/pki"
  make_key ca
  openssl req -x509 -new -key "$STATE/pki/ca.key" -subj /CN=openelb-lab -days 365 -out "$STATE/pki/ca.crt"
  make_key sa
  openssl ec -in "$STATE/pki/sa.key" -pubout -out "$STATE/pki/sa.pub" 2>/dev/null
  make_certificate apiserver /CN=kube-apiserver \
    "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:localhost,IP:${API%:*},IP:10.233.0.1,IP:$GATEWAY_END,IP:127.0.0.1"
  make_certificate admin /O=system:masters/CN=admin
  make_certificate controller-manager /CN=system:kube-controller-manager
  make_certificate scheduler /CN=system:kube-scheduler
  for node in "${NODES[@]}"; do
    make_certificate "$node" "/O=system:nodes/CN=system:node:$node" "DNS:$node,IP:$(ip4 "$node"),IP:$(ip6 "$node")"
    make_kubeconfig "$node"
  done
  make_kubeconfig admin
  make_kubeconfig admin "$GATEWAY_END:${API#*:}" host
  make_kubeconfig controller-manager
  make_kubeconfig scheduler
}
