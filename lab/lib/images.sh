# shellcheck shell=bash
# The lab's own images: pause, kubia (the document's luksa/kubia) and kube-proxy. They are built once, and kept in the cache as
# the storage of a registry, which `up` copies.

images_folder() {
  echo "${BIN%/bin}/images-$(cat "$LAB"/images/*/* "$LAB"/lib/{image.py,push.py,images.sh,registry.yaml} | sha256sum | cut -c1-16)"
}

# Sets SEED, the storage of a registry with these images in it.
build_images() {
  local out
  out=$(images_folder)
  SEED=$out/registry
  [ -d "$SEED" ] && return
  need_go
  step "building the lab's own images" "${BIN%/bin}/log/images.log"
  rm -rf "$out.part"
  mkdir -p "$out.part/registry"
  with_progress make_images "$out.part"
  rm -rf "$out.part"/{rootfs,*.tar}
  rm -rf "${BIN%/bin}"/images-????????????????
  mv "$out.part" "$out"
}

make_images() (
  set -Eeuo pipefail
  cd "$1"
  rootfs_pause rootfs/pause
  rootfs_kubia rootfs/kubia
  rootfs_kube_proxy rootfs/kube-proxy
  "$LAB/lib/image.py" --rootfs rootfs/pause --tag openelb-lab/pause:1 --entrypoint '["/pause"]' --user 65535:65535 --out pause.tar
  "$LAB/lib/image.py" --rootfs rootfs/kubia --tag luksa/kubia:latest --entrypoint '["/kubia"]' --out kubia.tar
  "$LAB/lib/image.py" --rootfs rootfs/kube-proxy --tag "registry.k8s.io/kube-proxy:$KUBERNETES" --entrypoint '["/usr/local/bin/kube-proxy"]' --out kube-proxy.tar
  # shellcheck disable=SC2016  # the inner shell expands
  # A network of its own: no port of the machine is taken, and nobody else can push.
  unshare --net bash -Eeuo pipefail -c '
    ip link set lo up
    LAB=$1 BIN=$2 KUBERNETES=$3
    export OTEL_TRACES_EXPORTER=none REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY=$PWD/registry REGISTRY_HTTP_ADDR=127.0.0.1:5000
    "$BIN/registry" serve "$LAB/lib/registry.yaml" &
    trap "kill $!" EXIT
    for _ in $(seq 100); do curl -fs 127.0.0.1:5000/v2/ >/dev/null && break; sleep 0.1; done
    "$LAB/lib/push.py" pause.tar 127.0.0.1:5000 openelb-lab/pause:1
    "$LAB/lib/push.py" kubia.tar 127.0.0.1:5000 luksa/kubia:latest
    "$LAB/lib/push.py" kube-proxy.tar 127.0.0.1:5000 "registry.k8s.io/kube-proxy:$KUBERNETES"
  ' seed "$LAB" "$BIN" "$KUBERNETES"
)

go_program() { # FOLDER OUT
  (cd "$1" && CGO_ENABLED=0 go build -buildvcs=false -trimpath -ldflags '-s -w' -o "$2" .)
}

rootfs_pause() {
  mkdir -p "$1"
  go_program "$LAB/images/pause" "$(realpath "$1")/pause"
}

rootfs_kubia() {
  base_rootfs "$1"
  go_program "$LAB/images/kubia" "$(realpath "$1")/kubia"
}

rootfs_kube_proxy() {
  base_rootfs "$1"
  install -D "$BIN/kube-proxy" "$1/usr/local/bin/kube-proxy"
  copy_program nft "$1"
  copy_program conntrack "$1"
  # Without names of protocols nft lists "6" for "tcp", and kube-proxy, when it is restarted, deletes the rules it does not recognize.
  install -D -m 644 /etc/protocols "$1/etc/protocols"
}

# A shell and the usual small tools, so that one can look around in the pods.
base_rootfs() {
  local root=$1 tool
  mkdir -p "$root"/{bin,sbin,etc,tmp,usr/bin,usr/sbin,run}
  chmod 1777 "$root/tmp"
  echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
  echo 'root:x:0:' >"$root/etc/group"
  cp "$(command -v busybox)" "$root/bin/busybox"
  for tool in sh cat cp cut date df dmesg echo env find free grep head hostname id ip kill less ls mkdir mount mv nc netstat \
    nslookup ping ping6 ps pwd rm sed sleep sort stat tail tee test top touch tr traceroute true uname uptime vi wc wget which xargs; do
    ln -sf busybox "$root/bin/$tool"
  done
}

# A program of this machine with the libraries that it is linked with.
copy_program() { # PROGRAM ROOT
  local program library
  program=$(realpath "$(command -v "$1")")
  install -D "$program" "$2/usr/sbin/$1"
  while read -r library; do
    [ -e "$2$library" ] || install -D "$(realpath "$library")" "$2$library"
  done < <(ldd "$program" | grep -oE '/[^ ]+')
}
