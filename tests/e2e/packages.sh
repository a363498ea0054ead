#!/usr/bin/env bash
# Installs the Debian packages named as arguments that are missing. Without the right to, or on another system, prints the
# one line to run and exits with 2.
set -euo pipefail
missing=()
for name in "$@"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)" = installed ] || missing+=("$name")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "These programs and libraries are needed, under Debian's names: ${missing[*]}; install them, then run this again." >&2
  exit 2
fi
become=()
if [ "$(id -u)" -ne 0 ]; then
  if sudo -n true 2>/dev/null; then
    become=(sudo -n)
  else
    echo "Packages are missing; run: sudo apt-get install -y ${missing[*]}" >&2
    exit 2
  fi
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "installing ${missing[*]}" >&2
install() { "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >"$log" 2>&1; }
# A machine's package lists may be missing or old: they are read anew only when the first try fails.
if ! install; then
  "${become[@]}" apt-get update -q >"$log" 2>&1 && install || {
    tail -n 20 "$log" >&2
    echo "Installing packages failed; run: sudo apt-get update && sudo apt-get install -y ${missing[*]}" >&2
    exit 2
  }
fi
