#!/usr/bin/env bash
# Builds code-server (a real VS Code in a browser) once into the cache and prints its folder.
# npm leaves its native modules unbuilt and ships no ripgrep; both are put right here, without any download of its own.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
version=4.99.4
home=${LEAKLINE_CACHE:-$root/.cache}/code-server-$version
ready=$home/.ready
if [ -f "$ready" ]; then
  echo "$home"
  exit 0
fi

step() { echo "code-server $version: $*" >&2; }
quiet() { "$@" >>"$log" 2>&1 || { step "failed: $*; see $log"; tail -n 20 "$log" >&2; exit 1; }; }

build=$home.part
rm -rf "$build" "$home"
mkdir -p "$build"
log=$build/setup.log
cd "$build"
echo '{"private": true}' >package.json
# node-gyp would otherwise try to fetch the headers that stand beside node already.
headers=$(node -p 'require("path").resolve(process.execPath, "../..")')
[ -f "$headers/include/node/node.h" ] && export npm_config_nodedir=$headers
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
step "installing"
quiet npm install --ignore-scripts --no-package-lock "code-server@$version"
vscode=$build/node_modules/code-server/lib/vscode
cd "$vscode"
quiet npm install --ignore-scripts --omit=dev
(cd extensions && quiet npm install --ignore-scripts --omit=dev)
step "compiling native modules"
quiet npm rebuild @vscode/spdlog native-watchdog kerberos @parcel/watcher
# node-pty's own post-install step fails after the module is built; what counts is the module.
npm rebuild node-pty >>"$log" 2>&1 || true
[ -f node_modules/node-pty/build/Release/pty.node ] || { step "node-pty was not built; see $log"; exit 1; }
cd "$build"
quiet npm rebuild argon2
mkdir -p "$vscode/node_modules/@vscode/ripgrep/bin"
ln -sf "$(command -v rg)" "$vscode/node_modules/@vscode/ripgrep/bin/rg"
ln -sfn node_modules "$vscode/node_modules.asar"
quiet node node_modules/code-server/out/node/entry.js --version
node --version >"$build/.ready"
mv "$build" "$home"
step "ready"
echo "$home"
