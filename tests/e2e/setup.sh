#!/usr/bin/env bash
# Brings what the editor tests need and the machine lacks: Debian packages, Node.js, node modules, a real VS Code.
# Quick when everything is there. Exits with 2 and one line to run where it must not install packages itself.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

packages=(neovim ripgrep)
[ -n "${LEAKLINE_CHROMIUM:-}" ] || packages+=(chromium fonts-dejavu-core)
# The editor's native modules are compiled once; the headers are not needed again.
[ -f "${LEAKLINE_CACHE:-$root/.cache}/code-server-4.99.4/.ready" ] ||
  packages+=(g++ make pkg-config python3 libkrb5-dev libsecret-1-dev libx11-dev libxkbfile-dev)
"$here/packages.sh" "${packages[@]}"

node=$("$here/node.sh")
export PATH=$node:$PATH

# node_modules/.package-lock.json is npm's own note of what stands there; older than the lock file means out of date.
for folder in extension extension/flame tests/e2e; do
  if [ -f "$root/$folder/package-lock.json" ] && [ ! "$root/$folder/node_modules/.package-lock.json" -nt "$root/$folder/package-lock.json" ]; then
    echo "installing node modules of $folder" >&2
    (cd "$root/$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  fi
done

"$here/code_server.sh" >/dev/null
