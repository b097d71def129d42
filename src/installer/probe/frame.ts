/** What scripts that ask several programs begin with. */
export const FRAME = `
LC_ALL=C; export LC_ALL
limit() {
	command -v timeout >/dev/null || { shift; "$@"; return; }
	timeout "$@"
}
end_below() {
	kill -9 $(cat /proc/[0-9]*/stat 2>/dev/null | awk -v root="$1" '
		{ pid = $1; sub(/^.*\\) /, ""); parent[pid] = $2 }
		END {
			dies[root] = 1
			for (more = 1; more; ) {
				more = 0
				for (pid in parent) if ((parent[pid] in dies) && !(pid in dies)) { dies[pid] = 1; more = 1 }
			}
			for (pid in dies) if (pid != root) print pid
		}') 2>/dev/null
}
`;
