import { join } from 'node:path';
import type { Host } from '../transport/host.ts';

/** What the installer keeps on a host, beside the manifest. */
export interface StatePaths {
	/** 0700 */
	readonly directory: string;
	readonly journal: string;
	readonly lock: string;
	/** Earlier contents of our files, named by their checksum: what rollback brings back, and the base of merges. */
	readonly store: string;
	/** Manifests of earlier generations. */
	readonly generations: string;
	/** What the services that run now were started with: two checksums. */
	readonly started: string;
}

export function statePaths(eucalyptus: string): StatePaths {
	const directory = join(eucalyptus, 'var/eucalyptus/installer');
	return {
		directory,
		journal: join(directory, 'journal.jsonl'),
		lock: join(directory, 'lock'),
		store: join(directory, 'store'),
		generations: join(directory, 'generations'),
		started: join(directory, 'started'),
	};
}

/**
 * Makes the directory and those above it. The ones above that were not there are ours from the first moment: without a
 * manifest, one that names them is written (`manifest`, given by whoever knows its form) in the same breath.
 */
export async function makeStateDirectory(host: Host, eucalyptus: string, manifest: string): Promise<void> {
	const { directory, store, generations } = statePaths(eucalyptus);
	const args = [directory, manifest, store, generations];
	await host.script(SCRIPT, { what: `making ${directory}`, args });
}

const SCRIPT = `
set -e
umask 022
made=
make() {
	[ -d "$1" ] && return
	make "$(dirname -- "$1")"
	mkdir -m 755 -- "$1" 2>/dev/null || [ -d "$1" ]
	made="$made $1"
}
make "$1"
chmod 700 -- "$1"
manifest=$2
if [ ! -e "$manifest" ]; then
	umask 077
	c=
	{
		printf '{"version":1,"entries":{'
		for p in $made; do [ "$p" = "$1" ] || { printf '%s"%s":{"kind":"directory","part":"files"}' "$c" "$p"; c=,; }; done
		printf '}}\\n'
	} >"$manifest.new"
	mv -f -- "$manifest.new" "$manifest"
fi
shift 2
for p; do [ -d "$p" ] || mkdir -m 700 -- "$p"; done
`;
