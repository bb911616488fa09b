#!/bin/sh
# Reproduces the demo model: draws the scenes, trains, measures and exports.
#
#   apt-get install openjdk-17-jdk-headless python3-torch python3-numpy python3-opencv
#   deploy/demo-model/train.sh [WORK_DIR] [train.py options]
#
# WORK_DIR (default target/demo-model) gets the scenes and, under out/, the exports, training.log and
# numbers.json. Seeds: cameras people watch use 1 to 999999, training 1000000 and up, held-out
# 2000000 and up.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${1:-$root/target/demo-model}
[ $# -eq 0 ] || shift
mkdir -p "$work/classes"

javac --release 17 -d "$work/classes" "$root"/loadtest/src/main/java/dev/warren/loadtest/camera/*.java

draw() {
  rm -rf "$work/$1"
  java -Djava.awt.headless=true -cp "$work/classes" dev.warren.loadtest.camera.ExportScenes \
    --out "$work/$1" --count "$2" --first-seed "$3"
}

draw train 6000 1000000
draw held-out 300 2000000

# The interpreter of the Debian packages, not whichever python3 comes first.
exec "${PYTHON:-/usr/bin/python3}" "$here/train.py" --train "$work/train" --held-out "$work/held-out" \
  --out "$work/out" --epochs 16 --stop-after 10 --seed 1 "$@"
