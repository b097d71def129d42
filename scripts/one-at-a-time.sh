#!/bin/sh
# Runs a command of this checkout while no other runs there: they share node_modules/, build/, dist/ and iso/out/.
set -e
mkdir -p "$(dirname "$0")/../build"
exec 9> "$(dirname "$0")/../build/.lock"
flock -n 9 || {
	echo 'another build runs in this directory: waiting until it is done'
	flock 9
}
exec "$@"
