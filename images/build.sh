#!/usr/bin/env bash
# Writes the container image of one program as a docker-archive, without a container engine:
#   images/build.sh webhook|operator|speaker
# prints the archive's path. It wants the program built (`make package`) and a JDK 25.
#
# An image is a base, a jlinked Java runtime with the program's jars behind a native launcher (jpackage), and an AOT cache that is
# trained by running the program inside the image's own root file system. BASE names another base: a folder with a root file
# system, or a tar of one. Without it the base is the few libraries the program needs, taken from this Debian machine.
# Archives are cached by the content of all that goes into them.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
program=${1:?usage: images/build.sh webhook|operator|speaker}
name=openelb-$program
version=0.1.0
cache=${OPENELB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/openelb-lab}/images
MORE_UNUSED_MODELS=() MORE_UNUSED_JARS=() TRAINING=()
# shellcheck source=/dev/null
. "$here/$program.conf"

die() { echo "images/build.sh: $program: $*" >&2; exit 1; }
say() { echo "images: $program: $*" >&2; }

JAVA_HOME=$("$top/.mvn/find-jdk" 2>/dev/null) || die "$("$top/.mvn/find-jdk" 2>&1)"
export JAVA_HOME
jar=$top/$program/target/$program-$version.jar
lib=$top/$program/target/lib
[[ -f $jar && -d $lib ]] || die "not built; run 'make package' first"

# shellcheck source=images/base.sh
. "$here/base.sh"
key=$({ cat "$here"/*.sh "$here"/*.py "$here"/training/*.py "$here/$program.conf" "$top/lab/lib/image.py" "$JAVA_HOME/release"
  # Names and content of the jars: Maven writes the same bytes for the same sources.
  (cd "$top/$program/target" && sha256sum "$program-$version.jar" lib/*.jar)
  base_sums; } | sha256sum | cut -c1-16)
archive=$cache/$name-$key.tar
if [ -f "$archive" ]; then
  say "unchanged"
  echo "$archive"
  exit
fi

[ "$(id -u)" -eq 0 ] || die "needs root, for mounts and namespaces"
mkdir -p "$cache"
work=$(mktemp -d "$cache/.build-$program.XXXXXX")
root=$work/root
cleanup() {
  umount -l "$root/proc" "$root/dev" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# shellcheck source=images/app.sh
. "$here/app.sh"
# shellcheck source=images/train.sh
. "$here/train.sh"

start=$SECONDS
say "base"
base "$root"
say "runtime and program"
app "$root" "$work"
say "training the AOT cache"
train "$root"
size=$(du -sm --apparent-size "$root" | cut -f1)
[ "$size" -le 120 ] || die "the image is $size MB unpacked, more than 120"
python3 "$top/lab/lib/image.py" --rootfs "$root" --tag "openelb/$name:$version" --entrypoint "[\"/usr/local/bin/$name\"]" \
  --user "$RUN_AS" --out "$work/image.tar"
mv "$work/image.tar" "$archive"
# The newest three are kept.
find "$cache" -maxdepth 1 -name "$name-*.tar" -printf '%T@ %p\n' | sort -rn | tail -n +4 | cut -d' ' -f2- | xargs -r rm -f
say "$size MB unpacked, built in $((SECONDS - start)) s"
echo "$archive"
