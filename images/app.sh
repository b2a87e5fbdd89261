# shellcheck shell=bash
# The Java runtime and the program, as /opt/openelb with a native launcher /usr/local/bin/openelb-<program>.

# What the programs and their libraries use; a program's own settings may name more. Without java.desktop and the tools the runtime is
# half the size.
MODULES=java.base,java.logging,java.management,java.naming,java.net.http,jdk.management,jdk.unsupported

# For C1 ciphers are Java like any other, and AES-GCM takes it four times what ChaCha20 does (docs/adr/0005).
SUITES=TLS_CHACHA20_POLY1305_SHA256,TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384
for suite in CHACHA20_POLY1305_SHA256 AES_128_GCM_SHA256 AES_256_GCM_SHA384; do
  SUITES+=,TLS_ECDHE_ECDSA_WITH_$suite,TLS_ECDHE_RSA_WITH_$suite
done
JAVA_OPTIONS+=("-Djdk.tls.client.cipherSuites=$SUITES" "-Djdk.tls.server.cipherSuites=$SUITES")

app() { # ROOT WORK
  local root=$1 work=$2 option options=()
  "$JAVA_HOME/bin/jlink" --add-modules "$MODULES${MORE_MODULES:+,$MORE_MODULES}" --vm=server --no-header-files --no-man-pages --strip-debug --compress zip-9 \
    --output "$work/runtime"
  mkdir "$work/input"
  cp "$lib"/*.jar "$jar" "$work/input/"
  slim "$work/input"
  for option in "${JAVA_OPTIONS[@]}"; do options+=(--java-options "$option"); done
  "$JAVA_HOME/bin/jpackage" --type app-image --name "$name" --input "$work/input" --main-jar "$(basename "$jar")" \
    --main-class "io.openelb.$program.Main" --runtime-image "$work/runtime" --dest "$work/app" "${options[@]}"
  mkdir -p "$root/opt"
  mv "$work/app/$name" "$root/opt/openelb"
  find "$root/opt/openelb" -name '*.so' -exec strip --strip-unneeded {} +
  rm -rf "$root"/opt/openelb/lib/runtime/{legal,lib/classlist} "$root"/opt/openelb/lib/*.png "$root/opt/openelb/lib/runtime/lib/server/"*.jsa
  ln -s "/opt/openelb/bin/$name" "$root/usr/local/bin/$name"
}

# Model classes of Kubernetes APIs that no program uses. The client looks a model up by name and does without these; it loads all
# that it finds, which costs memory and time beside room.
UNUSED_MODELS=(flowcontrol gatewayapi metrics networking node policy rbac resource scheduling storageclass)

# What Javalin brings for servlet applications that are found by their annotations; ours are made in code.
UNUSED_JARS=(asm asm-commons asm-tree jakarta.enterprise.cdi-api jakarta.enterprise.lang-model jakarta.interceptor-api
  jakarta.transaction-api jetty-annotations jetty-ee10-annotations jetty-ee10-plus jetty-jndi jetty-plus)

# Of other jars what no program uses: a jar's name without its version, and patterns. Models of kinds that no program reads lose what
# builds them, and their old versions; the client knows those kinds by a list of services. Metrics of libraries that are not there go, too.
UNUSED_PARTS=(
  # Of BouncyCastle the structures of certificates are used; the JDK signs them. Its post-quantum algorithms and its signature are not.
  'bcprov-jdk18on META-INF/BC* org/bouncycastle/pqc/*'
  'kubernetes-model-admissionregistration META-INF/services/* */v1alpha1/* */v1beta1/*'
  'kubernetes-model-apps META-INF/services/*'
  'kubernetes-model-autoscaling META-INF/services/* */v2*'
  'kubernetes-model-batch META-INF/services/* */v1beta1/*'
  'kubernetes-model-certificates META-INF/services/*'
  'kubernetes-model-core */model/Pod*Fluent* */model/Pod*Builder* */model/Volume*Fluent* */model/Volume*Builder*
    */model/[!A]*Volume*Fluent* */model/[!A]*Volume*Builder* */model/ContainerFluent* */model/ContainerS*Fluent* */model/EphemeralContainer*'
  'kubernetes-model-extensions META-INF/services/* */PodSecurityPolicy*Fluent* */NetworkPolicy*Fluent* */Ingress*Fluent* */DaemonSet*Fluent*'
  'micrometer-core */binder/[!j]*/* */binder/jetty/* */binder/jersey/* */binder/jpa/* */core/aop/* */dropwizard/* */instrument/kotlin/*'
)

# Leaves out what no program uses, and what jars carry for other systems than this one.
slim() { # FOLDER
  local folder=$1 model name part words arch jars unused=("${UNUSED_JARS[@]}")
  jars=("$folder"/javalin-[0-9]*.jar)
  [ -e "${jars[0]}" ] || unused=()
  for name in "${unused[@]}" "${MORE_UNUSED_JARS[@]}"; do rm "$folder/$name"-[0-9]*.jar; done
  for model in "${UNUSED_MODELS[@]}" "${MORE_UNUSED_MODELS[@]}"; do rm "$folder/kubernetes-model-$model"-[0-9]*.jar; done
  for part in "${UNUSED_PARTS[@]}"; do
    read -r -d '' -a words <<<"$part" || true
    jars=("$folder/${words[0]}"-[0-9]*.jar)
    [ ! -e "${jars[0]}" ] || python3 "$here/slim.py" "${jars[0]}" "${words[@]:1}"
  done
  # JNA would unpack its library into a writable folder at each start: it is put where the program's options say, once.
  jars=("$folder"/jna-[0-9]*.jar)
  if [ -e "${jars[0]}" ]; then
    case $(uname -m) in
      x86_64) arch=x86-64 ;;
      aarch64) arch=aarch64 ;;
      *) die "no image for $(uname -m)" ;;
    esac
    mkdir -p "$root/usr/lib/jna"
    unzip -q -j "${jars[0]}" "com/sun/jna/linux-$arch/libjnidispatch.so" -d "$root/usr/lib/jna"
    python3 "$here/slim.py" "${jars[0]}" 'com/sun/jna/*jnidispatch*'
  fi
}
