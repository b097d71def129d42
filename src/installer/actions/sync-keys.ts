import { randomBytes } from 'node:crypto';
import pLimit from 'p-limit';
import type { Clock } from '../../common/clock.ts';
import { describeError } from '../../common/errors.ts';
import { layout } from '../../common/layout.ts';
import { applyGate, type Gate, planGate } from '../gate/gate.ts';
import { openJournals } from '../gate/journals.ts';
import { lockHost } from '../gate/lock.ts';
import { silentReporter } from '../messages.ts';
import { claimDirectories } from '../plan/claim-directories.ts';
import { converge } from '../plan/converge.ts';
import type { DesiredEntry } from '../plan/desired.ts';
import { keyEntries } from '../plan/key-entries.ts';
import type { Host } from '../transport/host.ts';

export interface SyncOptions {
	readonly eucalyptus: string;
	readonly hosts: readonly string[];
	readonly dryRun: boolean;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Undefined for this machine, where the keys lie already. */
	readonly open: (name: string) => Promise<Host | undefined>;
}

export type SyncResult =
	| { readonly host: string; readonly kind: 'in place' | 'this machine' }
	| { readonly host: string; readonly kind: 'written'; readonly files: number }
	| { readonly host: string; readonly kind: 'failed'; readonly problem: string };

/** As many hosts at a time; each has its own sshd. */
const SIDE_BY_SIDE = 64;

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
		const { eucalyptus, dryRun } = options;
		const gate = dryRun ? planGate(silentReporter) : await writingGate(host, options);
		const unlock = dryRun ? undefined : await claim(host, options);
		try {
			await converge(host, entries, { gate, reporter: silentReporter, eucalyptus, part: 'keys' });
		} finally {
			await unlock?.();
		}

		const files = gate.changes.filter(({ sentence }) => / file /.test(sentence)).length;
		return gate.changes.length === 0 ? { host: name, kind: 'in place' } : { host: name, kind: 'written', files };
	} finally {
		await host.close();
	}
}

async function writingGate(host: Host, { eucalyptus, clock, signal }: SyncOptions): Promise<Gate> {
	const journals = openJournals({ eucalyptus, clock, run: randomBytes(4).toString('hex') });
	return applyGate({ reporter: silentReporter, clock, signal, journalOf: () => journals.of(host) });
}

async function claim(host: Host, { eucalyptus, clock }: SyncOptions): Promise<() => Promise<void>> {
	await claimDirectories(host, eucalyptus);
	return lockHost(host, { eucalyptus, clock });
}
