# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Finds a JDK and builds what is missing or older than its sources; sourced by bench/run,
# bench/guard and bench/peers, which have set $root. Leaves the JDK's home in $jdk and the class path
# in $classes.

me=bench/${0##*/}

needed=25
. "$root/models/jdk.sh"
find_jdk || {
  echo "$me: $(no_jdk)" >&2
  exit 1
}

# A build that this script started leaves an empty file behind, with the time at which it began; one
# that somebody else started, such as mvn verify, leaves the jars.
built=$root/bench/target/built

# The jar of the benchmarks; nothing where there is none.
benchmarks_jar() {
  ls "$root"/bench/target/palate-bench-*.jar 2>/dev/null || true
}

# Whether no source is newer than the file $1.
is_newest() {
  [ -f "$1" ] && [ -z "$(find "$root/pom.xml" "$root/engine/pom.xml" "$root/models/pom.xml" \
    "$root/bench/pom.xml" "$root/engine/src/main" "$root/models/src/main" "$root/bench/src" \
    -newer "$1" -print | head -n 1)" ]
}

is_built() {
  [ -f "$root/bench/target/classpath" ] && [ -n "$(benchmarks_jar)" ] || return 1
  is_newest "$built" || is_newest "$(ls "$root"/engine/target/palate-engine-*.jar 2>/dev/null)"
}

if ! is_built; then
  echo "$me: building" >&2
  mkdir -p "$root/bench/target"
  touch "$built.begun"
  mvn -q -f "$root/pom.xml" -pl engine,models,bench package -DskipTests >&2
  mv "$built.begun" "$built"
fi

classes=$(benchmarks_jar):$(cat "$root/bench/target/classpath")
