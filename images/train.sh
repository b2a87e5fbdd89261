# shellcheck shell=bash
# Trains the AOT cache: the program runs inside the image's root file system, as on a node without an API server, until it has
# started; then it is stopped and the JVM writes what it has learnt.

train() { # ROOT
  local root=$1 log=$work/train.log pid tries
  # The cache holds the jars' times, and an image's files are dated 1970.
  find "$root" -exec touch -h -d @0 {} +
  mount -t proc proc "$root/proc"
  # A network of its own: nothing outside is asked, and no port of this machine is taken.
  unshare --net chroot "$root" "/usr/local/bin/$name" --version >"$log" 2>&1 || { cat "$log" >&2; die "the program does not start"; }
  unshare --net sh -c 'ip link set lo up; exec env -i "$@"' sh PATH=/usr/local/bin POD_NAMESPACE=openelb-system POD_NAME=train \
    NODE_NAME=train KUBERNETES_SERVICE_HOST=127.0.0.1 KUBERNETES_SERVICE_PORT=9 \
    JAVA_TOOL_OPTIONS=-XX:AOTCacheOutput=/tmp/app.aot "$(command -v chroot)" "$root" "/usr/local/bin/$name" >>"$log" 2>&1 &
  pid=$!
  for tries in $(seq 600); do
    nsenter --target "$pid" --net curl --silent --fail --output /dev/null "http://127.0.0.1:$HEALTH_PORT/healthz" && break
    kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 600 ] || { cat "$log" >&2; die "the program does not become healthy"; }
    sleep 0.1
  done
  kill "$pid" 2>/dev/null || true
  wait "$pid" || true
  umount "$root/proc"
  [ -s "$root/tmp/app.aot" ] || { cat "$log" >&2; die "no AOT cache was written"; }
  mv "$root/tmp/app.aot" "$root/opt/openelb/lib/app/app.aot"
  # The last section of the launcher's file is [JavaOptions].
  echo 'java-options=-XX:AOTCache=$APPDIR/app.aot' >>"$root/opt/openelb/lib/app/$name.cfg"
  rm -rf "${root:?}"/tmp/*
}
