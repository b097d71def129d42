import type { ZodError } from 'zod';
import { installerErrors } from '../errors.ts';
import type { Host } from '../transport/host.ts';
import { type HostFacts, hostFactsSchema } from './facts.ts';
import { PROBE_NAMES, type ProbeName } from './index.ts';
import { answerOf, type Wish } from './probe.ts';
import { firstLookScript } from './script.ts';

/** What one round trip has told. */
export interface FirstLook {
	readonly facts: HostFacts;
	/** Probes in which a program hung; what they had not said by then is empty. */
	readonly late: readonly ProbeName[];
	/** How long the host itself was at it. */
	readonly durationMs: number;
}

/** Asks everything at once: one round trip, all probes side by side on the host. */
export async function gatherFacts(host: Host, wish: Wish): Promise<HostFacts> {
	return (await firstLook(host, wish)).facts;
}

/** As gatherFacts, with what is worth knowing about the look itself. With a token it is left in the shared directory. */
export async function firstLook(host: Host, wish: Wish, token = ''): Promise<FirstLook> {
	const output = await host.script(firstLookScript(), {
		what: 'looking at the host',
		args: [
			wish.eucalyptus,
			wish.systemRoot.replace(/\/$/, ''),
			wish.instancePath,
			wish.kernels.join(' '),
			wish.sharedDirectory ?? '',
			token,
		],
		timeoutMs: 60_000,
	});
	return readFirstLook(host.name, output);
}

/** Makes facts of what firstLookScript printed. */
export function readFirstLook(host: string, output: string): FirstLook {
	const answers = sections(output);
	const frame = answerOf(answers.get('') ?? '');
	const raw = Object.fromEntries(PROBE_NAMES.map((name) => [name, answerOf(answers.get(name) ?? '')]));
	const late = PROBE_NAMES.filter((name) => frame['late']?.includes(name) === true);
	for (const name of late) {
		raw[name] = { ...EMPTY[name], ...raw[name] };
	}

	const parsed = hostFactsSchema.safeParse(raw);
	if (!parsed.success) {
		throw notUnderstood(host, parsed.error);
	}

	const [from = 0, to = 0] = (frame['uptime']?.[0] ?? '').split(' ').map(Number);
	return { facts: parsed.data, late, durationMs: Math.round((to - from) * 1000) };
}

/** What must be there for the schema where a probe was ended before it said so. */
const EMPTY: Partial<Record<ProbeName, Record<string, string[]>>> = {
	system: { memoryMb: ['0'], freeMemoryMb: ['0'], cores: ['1'] },
	clock: { now: ['0'], uptime: ['0'] },
};

function sections(output: string): Map<string, string> {
	const [frame = '', ...parts] = output.split(/^=== /m);
	const found = new Map<string, string>([['', frame]]);
	for (const part of parts) {
		const end = part.indexOf('\n');
		found.set(part.slice(0, end), part.slice(end + 1));
	}

	return found;
}

function notUnderstood(host: string, error: ZodError): Error {
	const [first] = error.issues;
	const probe = String(first?.path[0] ?? 'unknown');
	const problem = `${first?.path.slice(1).join('.')}: ${first?.message}`;
	return installerErrors('PROBE_OUTPUT', { host, probe, problem }, { cause: error });
}
