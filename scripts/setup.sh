#!/usr/bin/env bash
# Installs what the tests need and this machine lacks. Says nothing and does
# nothing where all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "setup: $*" >&2; }

# The race detector links C code.
if ! command -v "$(go env CC)" >/dev/null; then
	if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
		say "no C compiler: the race detector needs one (Debian: apt-get install gcc libc6-dev)"
		exit 1
	fi
	say "installing a C compiler for the race detector"
	apt-get update -q
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q gcc libc6-dev
fi

# The database server that the tests start by themselves. Debian's package would
# make and start one for the machine too, unless it is told before.
if ! command -v initdb >/dev/null && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
	if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
		say "no PostgreSQL: the tests start servers of their own (Debian: apt-get install postgresql)"
		exit 1
	fi
	say "installing the PostgreSQL that the tests start"
	apt-get update -q
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q postgresql-common
	sed -i -E 's/^#?\s*create_main_cluster\s*=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql
fi

# The browser in which the end-to-end tests show pages.
if ! command -v chromium >/dev/null; then
	if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
		say "no chromium: the end-to-end tests show pages in it (Debian: apt-get install chromium)"
		exit 1
	fi
	say "installing the browser in which the end-to-end tests show pages"
	apt-get update -q
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium
fi

# The published clients that the end-to-end tests drive.
lock=e2e/node/package-lock.json
if [[ -f $lock && ! e2e/node/node_modules/.package-lock.json -nt $lock ]]; then
	if ! command -v npm >/dev/null; then
		say "no npm: the end-to-end tests drive published JavaScript clients (Debian: apt-get install nodejs npm)"
		exit 1
	fi
	say "installing the clients that the end-to-end tests drive"
	(cd e2e/node && npm ci --ignore-scripts --no-audit --no-fund)
	touch e2e/node/node_modules/.package-lock.json
fi
