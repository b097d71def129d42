#!/bin/sh
# Runs before packages of debian-test.txt are installed.
set -eu
# The tests start a PostgreSQL of their own: the package is to make no database of the machine's, and to start none.
settings=/etc/postgresql-common/createcluster.conf
if [ ! -e "$settings" ]; then
	mkdir -p "${settings%/*}"
	echo 'create_main_cluster = false' >"$settings"
fi
