#!/bin/sh
# Rebuilds the two PDFs of the demo and checks all documents against each other. Needs Python 3, poppler-utils and
# the Debian packages fonts-liberation and fonts-noto-cjk; Typst itself goes into a throw-away environment.
set -eu
cd "$(dirname "$0")"
environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
python3 -m venv "$environment"
"$environment/bin/pip" install --quiet typst==0.15.2
"$environment/bin/python" build.py
"$environment/bin/python" check.py
