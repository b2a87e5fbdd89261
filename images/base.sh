# shellcheck shell=bash
# The base of an image: a folder or tar that BASE names, or the libraries of this Debian machine.

# The files of this machine that the image wants, and all shared libraries they are linked with.
host_files() {
  local file files=("${FILES[@]}")
  for file in "${files[@]}"; do
    [ -e "$file" ] || die "$file is missing; install the Debian package that has it (lab/lab up does)"
  done
  [ -n "${BASE:-}" ] || files+=("$JAVA_HOME/lib/server/libjvm.so" "$JAVA_HOME/bin/java")
  [ ${#files[@]} -gt 0 ] || return 0
  { printf '%s\n' "${files[@]}"; ldd "${files[@]}" 2>/dev/null | grep -oE '/[^ :]+\.so[^ :]*'; } | sort -u
}

# Checksums of all that the base is made of.
base_sums() {
  host_files | xargs -r -d '\n' sha256sum
  if [ -d "${BASE:-}" ]; then
    # Neither owners nor times of files go into an image.
    tar -C "$BASE" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -c . | sha256sum
  elif [ -n "${BASE:-}" ]; then
    sha256sum <"$BASE"
  fi
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
  # Each to the same path.
  host_files | while read -r file; do
    [ -e "$root$file" ] || install -D -m 755 "$(readlink -f "$file")" "$root$file"
  done
  rm -rf "${root:?}/${JAVA_HOME:?}"
}
