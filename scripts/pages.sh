#!/usr/bin/env bash
# Builds the pages that the program embeds. Without Node it says so and leaves the
# program to say so in their place.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v npm >/dev/null; then
	echo "no npm: the program is built without its pages (Debian: apt-get install nodejs npm)" >&2
	exit
fi
scripts/npm-ci.sh web
(cd web && node_modules/.bin/vite build --logLevel warn)
