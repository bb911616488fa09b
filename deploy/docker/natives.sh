#!/bin/sh
# Unpacks native libraries from the jars in LIB into NATIVES, a folder on the class path:
#
#   natives.sh LIB NATIVES [BUILDER]
#
# JavaCPP finds them there and unpacks nothing at run time, which it could not do on a read-only root
# (its cache must be writable even where it is full). Jars of nothing but libraries are deleted. What
# only building a plan takes goes to BUILDER, so that an image can leave it out.
set -eu
mkdir -p "$1" "$2"
lib=$(CDPATH='' cd -- "$1" && pwd -P)
natives=$(CDPATH='' cd -- "$2" && pwd -P)
here=org/bytedeco

cd "$natives"
for jar in "$lib"/*-linux-x86_64.jar "$lib"/*-linux-x86_64-redist.jar; do
  case $(basename -- "$jar") in
    "*"* | pytorch-*) continue ;; # none; unpacked by DJL into a folder of its own
  esac
  jar xf "$jar"
  rm "$jar"
done
rm -rf META-INF module-info.class $here/*/linux-x86_64/include $here/*/linux-x86_64/lib
# Neither TensorRT nor Warren calls these parts of CUDA: 1.6 GB.
rm -f $here/cuda/linux-x86_64/lib*npp* $here/cuda/linux-x86_64/lib*nccl* $here/cuda/linux-x86_64/lib*cufft* \
  $here/cuda/linux-x86_64/lib*curand* $here/cuda/linux-x86_64/lib*cusolver* $here/cuda/linux-x86_64/lib*cusparse* \
  $here/cuda/linux-x86_64/lib*nvcomp* $here/cuda/linux-x86_64/lib*nvblas* $here/cuda/linux-x86_64/lib*cupti*
# The name under which it is asked for; JavaCPP would copy it.
if [ -d $here/openblas ]; then
  ln -s libopenblas.so.0 $here/openblas/linux-x86_64/libopenblas_nolapack.so.0
fi

# These two are read from folders that system properties name: jvm.options.
unpacked() {
  jar xf "$1" "$2"
  mkdir -p "$3"
  mv "$2"/* "$3/"
  rm -r "${2%%/*}"
}
for jar in "$lib"/onnxruntime-*.jar; do
  (mkdir -p .o && cd .o && unpacked "$jar" ai/onnxruntime/native/linux-x64 "$natives/onnxruntime")
done
for jar in "$lib"/jna-*.jar; do
  [ ! -f "$jar" ] || (mkdir -p .o && cd .o && unpacked "$jar" com/sun/jna/linux-x86-64 "$natives/jna")
done
rm -rf .o

if [ -n "${3-}" ]; then
  cd - >/dev/null
  mkdir -p "$3/$here/tensorrt/linux-x86_64"
  find "$natives/$here/tensorrt" -name 'libnvinfer_builder_resource*' \
    -exec mv {} "$3/$here/tensorrt/linux-x86_64/" \;
fi
