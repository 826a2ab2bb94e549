# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Finds a JDK; sourced by models/palate, bench/run and bench/guard.
#
#     needed=25
#     find_jdk || fail "$(no_jdk)"
#
# leaves its home in $jdk, and its major version in $version. Looks into JAVA_HOME, at the java on
# the path, and where systems and version managers put JDKs.

found=

# Whether $1 is the home of a JDK that is new enough; sets $version, and adds others to $found.
is_jdk() {
  [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  version=
  if [ -r "$1/release" ]; then
    while IFS='"' read -r key value _; do
      if [ "$key" = JAVA_VERSION= ]; then
        version=${value%%[!0-9]*}
        break
      fi
    done <"$1/release"
  fi
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9][0-9]*\).*/\1/p')
  fi
  if [ "${version:-0}" -ge "$needed" ]; then return 0; fi
  found="$found
  version ${version:-unknown} in $1"
  return 1
}

# The home of the java on the path, through its links.
home_of_java_on_path() {
  at=$(command -v java) || return 1
  while [ -L "$at" ]; do
    link=$(readlink "$at") || return 1
    case $link in
      /*) at=$link ;;
      *) at=${at%/*}/$link ;;
    esac
  done
  at=${at%/*}
  echo "${at%/*}"
}

find_jdk() {
  user=${HOME:-/nonexistent}
  for jdk in "${JAVA_HOME:-}" "$(home_of_java_on_path)" \
    "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}"; do
    if is_jdk "$jdk"; then return 0; fi
  done
  for jdk in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/*jdk* /usr/local/java/* \
    /opt/java/* /opt/*jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$user"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "$user"/.sdkman/candidates/java/* "$user"/.jdks/* "$user"/.jdks/*/Contents/Home \
    "$user"/.asdf/installs/java/* "$user"/.local/share/mise/installs/java/*; do
    if is_jdk "$jdk"; then return 0; fi
  done
  return 1
}

# What to say when there is none.
no_jdk() {
  echo "needs a JDK $needed or newer, and found ${found:-none}
Install one, for example Temurin $needed from https://adoptium.net, and set JAVA_HOME to its home
if it is not on the path or in one of the usual places."
}
