#!/usr/bin/env bash
# Measures counting and sampling beside peers, then writes docs/benchmarks/sampling.md's tables and plots anew.
# benches/sampling.sh [--large]: with --large also ten million nodes, for Pathloom alone; without, those keep the
# figures they had. Give it an idle machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/pathloom/target}"

results=docs/benchmarks/sampling/results.json
venv="$CARGO_TARGET_DIR/peers-venv"
large=()
[ "${1:-}" != --large ] || large=(--ours-only 10000000)

cargo build --release -p pathloom-cli
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --requirement benches/peers/requirements.txt
# Different results are an error, but their tables are still worth having.
ended=0
"$venv/bin/python" benches/peers/peers.py --pathloom "$CARGO_TARGET_DIR/release/pathloom" \
  --work "$CARGO_TARGET_DIR/peers-graphs" --out "$results" ${large[@]+"${large[@]}"} || ended=$?
"$CARGO_TARGET_DIR/release/pathloom" bench report docs/benchmarks/sampling.md
exit "$ended"
