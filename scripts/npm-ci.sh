#!/usr/bin/env bash
# Installs what FOLDER/package-lock.json pins, unless that is done. No scripts of
# the packages run.
#
#   scripts/npm-ci.sh FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
done=$folder/node_modules/.package-lock.json
[[ $done -nt $folder/package-lock.json ]] && exit
if ! command -v npm >/dev/null; then
	echo "no npm: $folder needs what its package-lock.json lists (Debian: apt-get install nodejs npm)" >&2
	exit 1
fi
echo "installing what $folder/package-lock.json pins" >&2
(cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
touch "$done"
