import { describeError, EucaError } from '../../common/errors.ts';
import { installerErrors } from '../errors.ts';
import { message, type Reporter } from '../messages.ts';
import { SIDE_BY_SIDE } from '../side-by-side.ts';
import type { Host } from '../transport/host.ts';
import type { Installation, Phase, PhaseTools } from './phase.ts';

export interface RunOptions extends Omit<PhaseTools, 'eachHost' | 'atEnd'> {
	/** run: in order. undo: in reverse, those that have one. */
	readonly direction?: 'run' | 'undo';
	/** Runs when all phases have passed, while the hosts are still locked. */
	readonly beforeUnlock?: (tools: PhaseTools) => Promise<void>;
}

/** Runs phase after phase, and at the end whatever they left to be done at the end. Throws if a host failed. */
export async function runPhases(
	phases: readonly Phase[],
	installation: Installation,
	options: RunOptions,
): Promise<void> {
	const endings: (() => Promise<void>)[] = [];
	const tools: PhaseTools = {
		...options,
		eachHost: (work) => onEachHost(installation, work, options),
		atEnd: (work) => void endings.unshift(work),
	};
	try {
		const undo = options.direction === 'undo';
		for (const phase of undo ? phases.toReversed() : phases) {
			await runPhase(phase, undo ? phase.undo : phase.run, installation, tools);
		}

		await options.beforeUnlock?.(tools);
		throwIfAnyFailed(installation);
	} catch (error) {
		await endAll(endings);
		throw error;
	}

	const [problem] = await endAll(endings);
	if (problem !== undefined) {
		throw problem;
	}
}

/** A host that was lost can no longer be unlocked: that keeps no other host locked, nor hides why it was lost. */
async function endAll(endings: readonly (() => Promise<void>)[]): Promise<readonly unknown[]> {
	const problems: unknown[] = [];
	for (const ending of endings) {
		await ending().catch((error: unknown) => problems.push(error));
	}

	return problems;
}

async function runPhase(
	phase: Phase,
	work: Phase['run'] | undefined,
	installation: Installation,
	tools: PhaseTools,
): Promise<void> {
	const { reporter, clock, gate } = tools;
	const { id, title } = phase;
	if (work === undefined || installation.failed.size === installation.hosts.length) {
		return;
	}

	const why = phase.skip?.(installation);
	if (why !== undefined) {
		reporter.notify(message('PHASE_SKIPPED', { phase: id, title, why }));
		return;
	}

	const begin = clock.now();
	const before = gate.changes.length;
	const seconds = () => ((clock.now() - begin) / 1000).toFixed(1);
	reporter.notify(message('PHASE_STARTED', { phase: id, title }));
	try {
		tools.signal.throwIfAborted();
		await work.call(phase, installation, tools);
	} catch (error) {
		reporter.notify(message('PHASE_FAILED', { phase: id, title, seconds: seconds() }));
		throw error;
	}

	if (installation.failed.size === installation.hosts.length) {
		reporter.notify(message('PHASE_FAILED', { phase: id, title, seconds: seconds() }));
		return;
	}

	const changes = gate.changes.length - before;
	reporter.notify(message('PHASE_DONE', { phase: id, title, changes, seconds: seconds() }));
}

async function onEachHost(
	installation: Installation,
	work: (host: Host) => Promise<void>,
	{ reporter, signal }: RunOptions,
): Promise<void> {
	const { default: pLimit } = await import('p-limit');
	const limit = pLimit(SIDE_BY_SIDE);
	const hosts = installation.hosts.filter(({ name }) => !installation.failed.has(name));
	await Promise.all(
		hosts.map((host) =>
			limit(async () => {
				try {
					await work(host);
				} catch (error) {
					signal.throwIfAborted();
					noteFailure(installation, host.name, error, reporter);
				}
			}),
		),
	);
}

/** From now on the host is left out, and the run is one that failed. */
export function noteFailure({ hosts, failed }: Installation, host: string, error: unknown, reporter: Reporter): void {
	failed.set(host, error);
	if (hosts.length > 1) {
		// The error of a single host ends the run, and whoever called says it.
		reporter.notify(message('HOST_FAILED', { problem: describeError(error) }, host));
	}
}

/** Whether the end of a run is that some hosts failed and others did not. */
export function onlySomeFailed(error: unknown, { failed, hosts }: Installation): boolean {
	return error instanceof EucaError && error.code === 'HOSTS_FAILED' && failed.size < hosts.length;
}

/** Names all of them. */
export function throwIfAnyFailed({ failed, hosts }: Installation): void {
	if (failed.size === 1 && hosts.length === 1) {
		throw [...failed.values()][0];
	}

	if (failed.size > 0) {
		const names = [...failed.keys()].join(', ');
		throw installerErrors('HOSTS_FAILED', { count: failed.size, all: hosts.length, hosts: names });
	}
}
