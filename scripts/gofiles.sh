#!/usr/bin/env bash
# Prints the Go files of the repository, new ones included.
set -euo pipefail
cd "$(dirname "$0")/.."
find . \( -name '.?*' -o -name node_modules -o -name testdata -o -name bin -o -name data \) -prune -o \
	-name '*.go' -type f -print
