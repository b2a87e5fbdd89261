# shellcheck shell=bash
# The base of an image: a folder or tar that BASE names, or the libraries of this Debian machine.

# Copies a file with all shared libraries it is linked with, to the same paths below a root.
with_libraries() { # ROOT FILE...
  local root=$1 file
  shift
  { printf '%s\n' "$@"; ldd "$@" 2>/dev/null | grep -oE '/[^ :]+\.so[^ :]*'; } | sort -u | while read -r file; do
    [ -e "$root$file" ] || install -D -m 755 "$(readlink -f "$file")" "$root$file"
  done
}

base() { # ROOT
  local root=$1 file
  mkdir -p "$root"
  if [ -n "${BASE:-}" ]; then
    if [ -d "$BASE" ]; then cp -a "$BASE/." "$root/"; else tar -xf "$BASE" -C "$root"; fi
  fi
  mkdir -p "$root"/{proc,tmp,etc,usr/local/bin}
  chmod 1777 "$root/tmp"
  [ -e "$root/etc/passwd" ] || printf 'root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n' >"$root/etc/passwd"
  [ -n "${BASE:-}" ] || with_libraries "$root" "$JAVA_HOME/lib/server/libjvm.so" "$JAVA_HOME/bin/java"
  rm -rf "${root:?}/${JAVA_HOME:?}"
  for file in "${FILES[@]}"; do
    [ -e "$file" ] || die "$file is missing; install the Debian package that has it (lab/lab up does)"
    with_libraries "$root" "$file"
  done
}
