# shellcheck shell=bash
# Trains the AOT cache: the program does its real work inside the image's root file system, against the API server of training/, or
# just starts, if TRAINING says so; then it is stopped and the JVM writes what it has learnt.

train() { # ROOT
  local root=$1 log=$work/train.log
  # The cache holds the jars' times, and an image's files are dated 1970.
  find "$root" -exec touch -h -d @0 {} +
  # What a container's runtime gives: without random numbers of the kernel the JVM makes some itself, for many seconds.
  mkdir -p "$root/dev"
  mount -t tmpfs -o mode=755 tmpfs "$root/dev"
  mknod -m 666 "$root/dev/null" c 1 3
  mknod -m 666 "$root/dev/random" c 1 8
  mknod -m 666 "$root/dev/urandom" c 1 9
  mount -t proc proc "$root/proc"
  # A network of its own: nothing outside is asked, and no port of this machine is taken.
  unshare --net chroot "$root" "/usr/local/bin/$name" --version >"$log" 2>&1 || { cat "$log" >&2; die "the program does not start"; }
  # What it learns for the compilers is left out: it is of use to C2 alone, and C1 is slower for it (docs/adr/0005).
  unshare --net --mount python3 "$here/training/train.py" "$program" "$root" "${TRAINING[@]}" \
    --environment "JAVA_TOOL_OPTIONS=-XX:AOTCacheOutput=/tmp/app.aot -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining" \
    >>"$log" 2>&1 || { tail -n 100 "$log" >&2; die "the training failed"; }
  umount "$root/proc" "$root/dev"
  [ -s "$root/tmp/app.aot" ] || { tail -n 100 "$log" >&2; die "no AOT cache was written"; }
  mv "$root/tmp/app.aot" "$root/opt/openelb/lib/app/app.aot"
  # The last section of the launcher's file is [JavaOptions].
  echo 'java-options=-XX:AOTCache=$APPDIR/app.aot' >>"$root/opt/openelb/lib/app/$name.cfg"
  rm -rf "${root:?}"/tmp/*
}
