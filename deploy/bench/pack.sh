#!/bin/sh
# Makes a folder that runs bin/gpu-accept where there is neither Maven nor a network:
#
#   bin/gpu-accept --pack DIR [--pieces SIZE] [--slim] [--add PATH]... [--leave-out GLOB]...
#                             [--profile gpu|gpu-host|none]
#
# DIR gets Java (jlink of the JDK at hand), libraries, the demo model and what --add names (models,
# pictures). With --pieces it gets a tar.xz in pieces of SIZE (60m) and unpack.sh, which checks and
# joins them beside itself; what is largest comes last. The profile brings the GPU's libraries, unpacked
# as in the images; --leave-out names some that are not wanted (libcudnn_engines*); --slim puts empty
# stand-ins for those of CUDA that bindings link and nobody calls, 0.9 GB in pieces instead of 2 GB, and
# takes a C compiler. PyTorch's are left out. Debian's JDK links libraries of the system: for another
# system take a JDK that brings its own.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
profile=gpu
pieces=
additions=
without=
slim=

fail() {
  echo "gpu-accept --pack: $1" >&2
  exit 2
}

[ $# -gt 0 ] || fail "name a folder"
dir=$1
shift
case $dir in -*) fail "name a folder before the options" ;; esac
while [ $# -gt 0 ]; do
  if [ "$1" = --slim ]; then
    command -v "${CC:-cc}" >/dev/null 2>&1 || fail "--slim takes a C compiler: install one or set CC"
    slim=yes
    shift
    continue
  fi
  [ $# -gt 1 ] || fail "$1 lacks a value or is unknown"
  case $1 in
    --pieces) pieces=$2 ;;
    --profile) profile=$2 ;;
    --leave-out)
      without="$without$2
" ;;
    --add)
      [ -e "$2" ] || fail "--add is not there: $2"
      additions="$additions$(readlink -f -- "$2")
" ;;
    *) fail "unknown option $1" ;;
  esac
  shift 2
done
case $profile in
  gpu | gpu-host | none) ;;
  *) fail "--profile is none of gpu, gpu-host, none: $profile" ;;
esac
[ ! -e "$dir" ] || [ -z "$(ls -A "$dir")" ] || fail "$dir is not empty"
mkdir -p "$dir"
dir=$(CDPATH='' cd -- "$dir" && pwd -P)

java=${JAVA_HOME:-$(dirname -- "$(dirname -- "$(readlink -f -- "$(command -v java)")")")}
[ -x "$java/bin/jlink" ] || fail "no jlink in $java: JAVA_HOME must name a JDK"

folder=$dir
if [ -n "$pieces" ]; then
  folder=$(mktemp -d "$dir/pack.XXXXXX")
  chmod 755 "$folder"
  trap 'rm -rf "$folder"' EXIT
fi

# The libraries of a GPU are not for the other commands of this checkout: it builds again afterwards.
rm -rf "$root/deploy/bench/target/lib" "$root/deploy/quickstart/target/built"
option=
[ "$profile" = none ] || option=-P$profile
# shellcheck disable=SC2086 # none is no word
(cd "$root" && ./mvnw -B -q -ntp -DskipTests $option package -pl deploy/bench -am) >&2
mkdir -p "$folder/bin" "$folder/deploy/demo-model"
mv "$root/deploy/bench/target/lib" "$folder/lib"
rm -f "$folder"/lib/pytorch-native-*.jar
cp "$root"/deploy/bench/target/warren-bench-*.jar "$folder/lib/"
cp "$root/bin/warren" "$root/bin/gpu-accept" "$folder/bin/"
cp "$root"/deploy/demo-model/warren-demo.onnx "$folder/deploy/demo-model/"
cp -r "$root/deploy/simulated" "$folder/deploy/"
PATH=$java/bin:$PATH "$root/deploy/docker/natives.sh" "$folder/lib" "$folder/natives"
printf %s "$without" | while IFS= read -r glob; do
  find "$folder/natives" -name "$glob" -exec rm {} +
done
# The loader wants them by name, TensorRT never asks for what is in them.
stand_in() {
  find "$folder/natives" -name "$1" | while IFS= read -r library; do
    rm "$library"
    "${CC:-cc}" -shared -o "$library" "-Wl,-soname,$(basename -- "$library")" -x c /dev/null
  done
}
if [ -n "$slim" ]; then
  for glob in 'libcublas.so.*' 'libcublasLt.so.*' 'libcudnn.so.*' 'libnvToolsExt.so.*' 'libnvjpeg.so.*'; do
    stand_in "$glob"
  done
  find "$folder/natives" \( -name 'libcudnn_*' -o -name 'libnvinfer_lean.so.*' -o -name 'libnvinfer_dispatch.so.*' \) \
    -exec rm {} +
fi
[ "$profile" != gpu ] || [ -n "$(find "$folder/natives" -name 'libnvinfer.so.*')" ] ||
  echo "gpu-accept --pack: no libraries of TensorRT among those of the profile" >&2
"$java/bin/jlink" --add-modules java.se,jdk.httpserver,jdk.unsupported,jdk.management,jdk.crypto.ec,jdk.zipfs \
  --strip-java-debug-attributes --no-header-files --no-man-pages --output "$folder/java" >&2
printf %s "$additions" | while IFS= read -r path; do cp -r "$path" "$folder/"; done

if [ -n "$pieces" ]; then
  # The large library of TensorRT's builder last: what comes before it can be tried meanwhile.
  (cd "$folder" && find . ! -type d ! -name 'libnvinfer_builder_resource*' -print && find . -name 'libnvinfer_builder_resource*') |
    tar -C "$folder" --no-recursion -cf - -T - | xz -3 -T0 | split -b "$pieces" -d -a 3 - "$dir/pack.tar.xz."
  (cd "$dir" && sha256sum pack.tar.xz.* >SHA256SUMS)
  cat >"$dir/unpack.sh" <<'UNPACK'
#!/bin/sh
# Joins the pieces into the folder gpu-accept: ./unpack.sh [FOLDER]
set -eu
cd "$(dirname -- "$0")"
sha256sum --quiet -c SHA256SUMS
mkdir -p "${1:-gpu-accept}"
cat pack.tar.xz.* | xz -dc | tar -xf - -C "${1:-gpu-accept}"
UNPACK
  chmod +x "$dir/unpack.sh"
  echo "gpu-accept --pack: $(find "$dir" -name 'pack.tar.xz.*' | wc -l) pieces in $dir; join them with unpack.sh" >&2
else
  echo "gpu-accept --pack: run $dir/bin/gpu-accept" >&2
fi
