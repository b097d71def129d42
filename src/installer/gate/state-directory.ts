import { join } from 'node:path';
import type { Host } from '../transport/host.ts';

/** What the installer keeps on a host, beside the manifest. */
export interface StatePaths {
	/** 0700 */
	readonly directory: string;
	readonly journal: string;
	readonly lock: string;
	/** The editable files as we last generated them, to tell a hand edit from a change of ours. */
	readonly base: string;
	/** What the services that run now were started with. */
	readonly started: string;
}

export function statePaths(eucalyptus: string): StatePaths {
	const directory = join(eucalyptus, 'var/eucalyptus/installer');
	return {
		directory,
		journal: join(directory, 'journal.jsonl'),
		lock: join(directory, 'lock'),
		base: join(directory, 'base'),
		started: join(directory, 'started.json'),
	};
}

/** Makes the directory and those above it; returns the ones above it that were not there. */
export async function makeStateDirectory(host: Host, eucalyptus: string): Promise<readonly string[]> {
	const { directory, base } = statePaths(eucalyptus);
	const made = await host.script(SCRIPT, { what: `making ${directory}`, args: [directory, base] });
	return made.split('\n').filter((path) => path !== '');
}

const SCRIPT = `
set -e
make() {
	[ -d "$1" ] && return
	make "$(dirname -- "$1")"
	mkdir -m 755 -- "$1" 2>/dev/null || [ -d "$1" ]
	printf '%s\\n' "$1"
}
make "$1"
chmod 700 -- "$1"
[ -d "$2" ] || mkdir -m 700 -- "$2"
`;
