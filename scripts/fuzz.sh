#!/usr/bin/env bash
# Runs each fuzz target of the module in the current folder for a few seconds:
# from one to five, so that all of them stay within the budget (in seconds, the
# first argument; compiling comes on top). An input that fails is written to the
# package's testdata/fuzz; commit it with the correction.
set -euo pipefail
budget=${1:?usage: fuzz.sh SECONDS}
here=$(cd "$(dirname "$0")" && pwd)

targets=() # "package target"
for package in $("$here/packages-with.sh" Fuzz); do
	for target in $(go test -list '^Fuzz' "$package" | grep '^Fuzz'); do
		targets+=("$package $target")
	done
done
((${#targets[@]})) || exit 0

each=$((budget / ${#targets[@]}))
each=$((each < 1 ? 1 : each > 5 ? 5 : each))
echo "fuzz: ${#targets[@]} targets, ${each}s each"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for entry in "${targets[@]}"; do
	read -r package target <<<"$entry"
	if go test -run '^$' -fuzz "^$target\$" -fuzztime "${each}s" "$package" >"$log" 2>&1; then
		echo "fuzz: $package $target: $(grep -oE 'execs: [0-9]+' "$log" | tail -1)"
		continue
	fi
	# Before Go 1.27 the fuzzer may report its own deadline as the target's
	# failure (golang/go#75804). A real finding names the input that fails.
	if grep -q 'context deadline exceeded' "$log" && ! grep -qE 'Failing input|seed corpus|panic|testdata' "$log"; then
		echo "fuzz: $package $target: time was up, nothing found"
		continue
	fi
	cat "$log"
	exit 1
done
