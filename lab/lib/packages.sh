# shellcheck shell=bash
# The Debian packages that the lab needs, and the toolchain it expects.

# command:package, or a file that only this package has
PACKAGES=(
  runc:runc /etc/protocols:netbase /usr/lib/cni/bridge:containernetworking-plugins nft:nftables conntrack:conntrack ip:iproute2 openssl:openssl
  nsenter:util-linux flock:util-linux sysctl:procps ping:iputils-ping arping:arping ndisc6:ndisc6 tcpdump:tcpdump curl:curl
  unzip:unzip strip:binutils "/usr/lib/$(uname -m)-linux-gnu/libpcap.so.0.8:libpcap0.8"
  jq:jq busybox:busybox-static python3:python3 /usr/share/doc/python3-venv:python3-venv ps:procps git:git gcc:gcc /usr/include/stdio.h:libc6-dev
)

install_packages() {
  local entry missing=()
  PATH=$PATH:/usr/sbin:/sbin
  for entry in "${PACKAGES[@]}"; do
    case $entry in
      /*) [ -e "${entry%%:*}" ] ;;
      *) command -v "${entry%%:*}" >/dev/null ;;
    esac || missing+=("${entry#*:}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || die "missing: ${missing[*]} (Debian's package names), and no apt-get to install them"
  mkdir -p "$CACHE"
  step "installing ${missing[*]}" "$CACHE/apt.log"
  with_progress apt_install "${missing[@]}"
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  # The lists of a fresh machine are empty or old: ask for new ones only when the packages can't be had without.
  apt-get install -y --no-install-recommends "$@" || {
    apt-get update
    apt-get install -y --no-install-recommends "$@"
  }
}

need_go() {
  command -v go >/dev/null || PATH=$PATH:/usr/local/go/bin
  local version
  version=$(go env GOVERSION 2>/dev/null) || version='no Go at all'
  [ "$(printf '%s\n' go1.26 "$version" | sort --version-sort | head -n 1)" = go1.26 ] ||
    die "Go 1.26 or newer is needed to build Kubernetes, and there is $version: install it from go.dev/dl, and put it on the PATH"
}
