# shellcheck shell=bash
# The programs of the cluster, built as Go tools from their modules (tools/*/go.mod), once: they are kept in the cache.

# The modules' versions, for the programs that tell theirs.
version_of() { grep -oE "$1 v[0-9.]+" "$LAB/tools/$2/go.mod" | head -n 1 | cut -d' ' -f2; }
KUBERNETES=$(version_of k8s.io/kubernetes kubernetes)
CONTAINERD=$(version_of github.com/containerd/containerd/v2 containerd)

version_flags() { # MODULE
  local v=k8s.io/component-base/version major minor
  case $1 in
    kubernetes)
      IFS=. read -r major minor _ <<<"${KUBERNETES#v}"
      echo "-X $v.gitVersion=$KUBERNETES -X $v.gitMajor=$major -X $v.gitMinor=$minor"
      ;;
    containerd) echo "-X github.com/containerd/containerd/v2/version.Version=$CONTAINERD" ;;
  esac
}

# program module package
programs() {
  local p c=github.com/containerd/containerd/v2/cmd
  for p in kube-apiserver kubelet kube-controller-manager kube-scheduler kube-proxy kubectl; do
    echo "$p kubernetes k8s.io/kubernetes/cmd/$p"
  done
  for p in containerd containerd-shim-runc-v2 ctr; do echo "$p containerd $c/$p"; done
  echo 'etcd etcd go.etcd.io/etcd/server/v3'
  echo 'registry registry github.com/distribution/distribution/v3/cmd/registry'
}

# The folder of these very versions, built in this very way.
binaries_folder() {
  echo "$CACHE/$(cat "$LAB"/tools/*/go.mod "$LAB"/tools/*/go.sum "$LAB/lib/build.sh" | sha256sum | cut -c1-16)"
}

build_program() { # PROGRAM MODULE PACKAGE OUT
  local tags=() flags
  flags="-s -w $(version_flags "$2")"
  [ "$2" != containerd ] || tags=(-tags 'no_btrfs no_devmapper no_zfs')
  (cd "$LAB/tools/$2" && CGO_ENABLED=0 GOFLAGS="-mod=readonly -buildvcs=false" nice go build -trimpath "${tags[@]}" -ldflags "$flags" -o "$4" "$3")
}

# Sets BIN. Each program is moved into place when it is whole, so an interrupted build goes on where it was.
build_binaries() {
  local program module package todo=() start n=0 done_in
  BIN=$(binaries_folder)/bin
  mkdir -p "$BIN" "$BIN/../log"
  BIN=$(cd "$BIN" && pwd)
  while read -r program module package; do
    [ -x "$BIN/$program" ] || todo+=("$program $module $package")
  done < <(programs)
  touch "$BIN/.."
  [ ${#todo[@]} -eq 0 ] && return
  need_go
  say "building ${#todo[@]} programs from their Go modules into $BIN (8 minutes in all on two cores, once)"
  for n in "${!todo[@]}"; do
    read -r program module package <<<"${todo[$n]}"
    start=$SECONDS
    step "building $program ($((n + 1)) of ${#todo[@]})" "${BIN%/bin}/log/$program.log"
    with_progress build_program "$program" "$module" "$package" "$BIN/.$program.part"
    mv "$BIN/.$program.part" "$BIN/$program"
    done_in=$((SECONDS - start))
    say "built $program in $done_in s"
  done
  drop_old_caches
}

# Binaries of other versions that no `up` has used for a week.
drop_old_caches() {
  find "$CACHE" -mindepth 1 -maxdepth 1 -type d -regex '.*/[0-9a-f]+' -mtime +7 ! -path "${BIN%/bin}" -exec rm -rf {} +
}
