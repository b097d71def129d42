import pLimit from 'p-limit';
import type { Clock } from '../../common/clock.ts';
import { describeError } from '../../common/errors.ts';
import { layout } from '../../common/layout.ts';
import { applyGate, planGate } from '../gate/gate.ts';
import { lockHost } from '../gate/lock.ts';
import { openRuns } from '../gate/runs.ts';
import { silentReporter } from '../messages.ts';
import type { Packs } from '../plan/batch.ts';
import { claimDirectories } from '../plan/claim-directories.ts';
import { converge } from '../plan/converge.ts';
import type { DesiredEntry } from '../plan/desired.ts';
import { keyEntries } from '../plan/key-entries.ts';
import { surveyHost } from '../plan/survey.ts';
import { SIDE_BY_SIDE } from '../side-by-side.ts';
import type { Host } from '../transport/host.ts';

export interface SyncOptions {
	readonly eucalyptus: string;
	readonly hosts: readonly string[];
	readonly dryRun: boolean;
	/** Take the lock of a host even from an owner that may be alive. */
	readonly breakLock?: boolean;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Undefined for this machine, where the keys lie already. */
	readonly open: (name: string) => Promise<Host | undefined>;
}

export type SyncResult =
	| { readonly host: string; readonly kind: 'in place' | 'this machine' }
	| {
			readonly host: string;
			readonly kind: 'written';
			/** How many, and of how many files and directories only the rights were put right. */
			readonly files: number;
			readonly rights: number;
			readonly service: NodeService;
	  }
	| { readonly host: string; readonly kind: 'failed'; readonly problem: string };

/** What became of the node controller. `absent`: nothing is installed there; `off`: the host is not to be a node. */
export type NodeService = 'runs' | 'started' | 'restarted' | 'off' | 'absent';

/**
 * Nodes stand on a network of their front-end. One whose sshd has not answered by then, after four knocks, is not up; it is
 * named, and gets its keys another time. For `SshTarget.reachTimeoutMs`.
 */
export const NODE_REACH_MS = 10_000;

/**
 * Gives nodes the keys of nodes (never the cloud's private key), all side by side, each file atomically and with its mode.
 * A host that fails stops no other, and running it again finishes the job.
 */
export async function syncKeys(options: SyncOptions): Promise<readonly SyncResult[]> {
	const { eucalyptus, hosts } = options;
	const entries = await keyEntries({ eucalyptus, roles: ['node'], from: layout(eucalyptus).keys });
	const limit = pLimit(SIDE_BY_SIDE);
	return Promise.all(
		hosts.map((name) =>
			limit(async (): Promise<SyncResult> => {
				try {
					return await syncHost(name, entries, options);
				} catch (error) {
					return { host: name, kind: 'failed', problem: describeError(error) };
				}
			}),
		),
	);
}

async function syncHost(name: string, entries: readonly DesiredEntry[], options: SyncOptions): Promise<SyncResult> {
	const host = await options.open(name);
	if (host === undefined) {
		return { host: name, kind: 'this machine' };
	}

	try {
		const { eucalyptus, dryRun, breakLock = false, clock, signal } = options;
		const site = { eucalyptus, systemRoot: '/' };
		const paths = [entries.map(({ path }) => path)];
		const survey = await surveyHost(host, { site, paths, programs: [], isCloud: false });
		const plan = planGate();
		// Keys of other roles that the host may have are nobody's business here: nothing is complete.
		const common = { reporter: undefined, eucalyptus, parts: [], packs: NO_PACKS, generation: 'same' } as const;
		await converge(host, survey, entries, { ...common, gate: plan });
		const count = (kind: RegExp) => plan.changes.filter(({ sentence }) => kind.test(sentence)).length;
		const [files, rights] = [count(/ file /), count(/^set the mode of /)];
		if (!dryRun && plan.changes.length > 0) {
			await claimDirectories(host, eucalyptus);
			const unlock = await lockHost(host, { eucalyptus, clock, breakLock });
			try {
				const runs = openRuns({ eucalyptus, clock });
				const gate = applyGate({ reporter: silentReporter, clock, signal, runs });
				const { manifest } = await surveyHost(host, { site, paths: [], programs: [], isCloud: false });
				await converge(host, { ...survey, manifest }, entries, { ...common, gate });
				const [lost] = (await runs.end(new Map())).values();
				if (lost !== undefined) {
					throw lost;
				}
			} finally {
				await unlock();
			}
		}

		const service = dryRun ? 'runs' : await startNode(host, eucalyptus, files > 0);
		return files + rights === 0 && !['started', 'restarted'].includes(service)
			? { host: name, kind: 'in place' }
			: { host: name, kind: 'written', files, rights, service };
	} finally {
		await host.close();
	}
}

/** Keys come as bytes; no file of this machine travels as one. */
const NO_PACKS: Packs = {
	packOf: async () => {
		throw new Error('keys are not packed');
	},
	close: async () => {},
};

/**
 * A node that had no keys could not start, and one that got others must read them, be it that an earlier run which brought
 * them did not live to see to that: documented is only euca_sync_key, so it has to be enough.
 */
async function startNode(host: Host, eucalyptus: string, isChanged: boolean): Promise<NodeService> {
	const args = [eucalyptus, isChanged ? 'Y' : 'N'];
	const said = await host.script(START_NODE, { what: 'starting the node controller', args, timeoutMs: 300_000 });
	return (['runs', 'started', 'restarted', 'off'] as const).find((state) => said.trim() === state) ?? 'absent';
}

/** The configuration's link leads to the /etc that belongs to this installation. */
const START_NODE = `
c=$(readlink -f "$1/etc/eucalyptus/eucalyptus.conf") && [ -f "$c" ] || { echo absent; exit 0; }
i=\${c%/default/*}/init.d/eucalyptus
[ -x "$i" ] || { echo absent; exit 0; }
grep -Eq '^START_NC="?[Yy]' "$c" || { echo off; exit 0; }
a=start
if "$i" status NC >/dev/null 2>&1 </dev/null; then
	p=$1/var/run/eucalyptus/euca-nc.pid
	n=$(find "$1/var/eucalyptus/keys" -type f -newer "$p" 2>/dev/null)
	[ "$2$n" != N ] || { echo runs; exit 0; }
	a=restart
fi
o=$(mktemp) || exit 1
trap 'rm -f "$o"' EXIT
"$i" $a NC >"$o" 2>&1 </dev/null || { cat "$o" >&2; exit 1; }
echo "\${a}ed"
`;
