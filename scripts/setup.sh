#!/usr/bin/env bash
# Installs what the tests need and this machine lacks. Says nothing and does
# nothing where all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "setup: $*" >&2; }

# packages installs Debian packages, or says which are missing and for what.
packages() { # PURPOSE PACKAGE...
	local purpose=$1
	shift
	if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
		say "missing: $purpose (Debian: apt-get install $*)"
		exit 1
	fi
	say "installing $purpose"
	apt-get update -q
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

command -v "$(go env CC)" >/dev/null || packages "a C compiler, with which the race detector links" gcc libc6-dev
command -v chromium >/dev/null || packages "the browser in which the end-to-end tests show pages" chromium
command -v sqlite3 >/dev/null || packages "the program that the backup in docs/operations.md is made with" sqlite3

# The tests start servers of their own. Debian's package would make and start one
# for the machine too, unless it is told before.
if ! command -v initdb >/dev/null && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
	packages "what PostgreSQL's package is set up with" postgresql-common
	sed -i -E 's/^#?\s*create_main_cluster\s*=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
	packages "the PostgreSQL that the tests start" postgresql
fi

# The other servers that the tests start are built from Go modules, here so that
# no test waits for it.
for server in nats-server versitygw; do
	go tool -modfile=tools/go.mod -n "$server" >/dev/null
done

# The published clients that the end-to-end tests drive, and what builds the pages.
for folder in e2e/node web; do
	scripts/npm-ci.sh "$folder"
done
