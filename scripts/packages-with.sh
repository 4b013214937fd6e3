#!/usr/bin/env bash
# Prints the packages of the module in the current folder whose tests have a
# function with the given prefix (Fuzz, Benchmark), as ./folder. Nested modules
# are left out. Searching the text first spares compiling all other tests.
set -euo pipefail
prefix=$1

nested=()
while IFS= read -r mod; do
	nested+=(-path "${mod%/go.mod}" -prune -o)
done < <(find . -mindepth 2 -name go.mod -not -path '*/node_modules/*')

find . "${nested[@]}" \( -name '.?*' -o -name node_modules -o -name testdata \) -prune -o \
	-name '*_test.go' -type f -print0 |
	{ xargs -0 -r grep -lE "^func $prefix[A-Z_]" || true; } |
	xargs -r -n1 dirname | sort -u
