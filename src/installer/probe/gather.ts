import { randomBytes } from 'node:crypto';
import type { ZodError } from 'zod';
import { installerErrors } from '../errors.ts';
import type { Host } from '../transport/host.ts';
import { type HostFacts, hostFactsSchema } from './facts.ts';
import { PROBE_NAMES, PROBES, type ProbeName } from './index.ts';
import { answerOf, type Wish } from './probe.ts';
import { firstLookScript } from './script.ts';

/** What one round trip has told. */
export interface FirstLook {
	readonly facts: HostFacts;
	/** Probes in which a program hung; what they had not said by then is empty. */
	readonly late: readonly ProbeName[];
	/** How long the host itself was at it, and how long still after it had read its clock. */
	readonly durationMs: number;
	readonly afterClockMs: number;
}

/** Asks everything at once: one round trip, all probes side by side on the host. */
export async function gatherFacts(host: Host, wish: Wish): Promise<HostFacts> {
	return (await firstLook(host, wish)).facts;
}

/** One fact alone, of a host for which nothing is planned yet. */
export async function gatherOnly<N extends ProbeName>(host: Host, name: N): Promise<HostFacts[N]> {
	const { title, schema } = PROBES[name];
	const output = await host.script(firstLookScript({ only: [name] }), { what: `looking at the ${title}` });
	return schema.parse(answerOf(sections(output, '').get(name) ?? '')) as HostFacts[N];
}

export interface FirstLookOptions {
	/** Left in the shared directory for the others to find. */
	readonly token?: string;
	/** How these resolve is told. */
	readonly names?: readonly string[];
	/** Called when the host has begun; so long it took to start a shell there. */
	readonly onBegin?: (ms: number) => void;
}

/** As gatherFacts, with what is worth knowing about the look itself. */
export async function firstLook(
	host: Host,
	wish: Wish,
	{ token = '', names = [], onBegin = () => {} }: FirstLookOptions = {},
): Promise<FirstLook> {
	const nonce = randomBytes(6).toString('hex');
	const output = await host.script(firstLookScript(), {
		onBegin,
		what: 'looking at the host',
		args: [
			wish.eucalyptus,
			wish.systemRoot.replace(/\/$/, ''),
			wish.instancePath,
			wish.kernels.join(' '),
			wish.sharedDirectory ?? '',
			token,
			nonce,
			wish.ports.map(({ port }) => port).join(' '),
			...names,
		],
		timeoutMs: 60_000,
	});
	return readFirstLook(host.name, output, nonce);
}

/** Makes facts of what firstLookScript printed. What a program says cannot be taken for a heading: nobody knows the nonce. */
export function readFirstLook(host: string, output: string, nonce = ''): FirstLook {
	const answers = sections(output, nonce);
	const frame = answerOf(answers.get('') ?? '');
	const raw = Object.fromEntries(PROBE_NAMES.map((name) => [name, answerOf(answers.get(name) ?? '')]));
	const late = lateProbes(frame, answers);
	for (const [heading, text] of answers) {
		const [name = '', key] = heading.split(':');
		if (key !== undefined) {
			raw[name] = { ...raw[name], [key]: [text.replaceAll(/[\0\n]/g, ' ')] };
		}
	}

	for (const name of late) {
		raw[name] = { ...EMPTY[name], ...raw[name] };
	}

	const parsed = hostFactsSchema.safeParse(raw);
	if (!parsed.success) {
		throw notUnderstood(host, parsed.error);
	}

	const [from = 0, to = 0] = (frame['uptime']?.[0] ?? '').split(' ').map(Number);
	const ms = (seconds: number) => Math.round(seconds * 1000);
	return { facts: parsed.data, late, durationMs: ms(to - from), afterClockMs: ms(to - parsed.data.clock.uptime) };
}

/** What must be there for the schema where a probe was ended before it said so. */
const EMPTY: Partial<Record<ProbeName, Record<string, string[]>>> = {
	system: { memoryMb: ['0'], freeMemoryMb: ['0'], cores: ['1'] },
	clock: { now: ['0'], uptime: ['0'] },
};

/** Those in which something had to be ended; where the look itself was ended, all that it did not come to, too. */
function lateProbes(
	frame: Readonly<Record<string, readonly string[]>>,
	answers: ReadonlyMap<string, string>,
): readonly ProbeName[] {
	const ended = new Set(
		(frame['late'] ?? []).flatMap((line) => line.split(' ')).map((name) => name.split(':')[0] ?? ''),
	);
	const wholeLook = frame['end'] !== undefined;
	const begun = PROBE_NAMES.filter((name) => /^begun=/m.test(answers.get(name) ?? ''));
	const undone = wholeLook ? [] : [...PROBE_NAMES.filter((name) => !begun.includes(name)), begun.at(-1)];
	return PROBE_NAMES.filter((name) => ended.has(name) || undone.includes(name));
}

/** Headings are the name of a probe, `name:key` for what is one value as it stands, or nothing for the look itself. */
function sections(output: string, nonce: string): Map<string, string> {
	const found = new Map<string, string>();
	for (const part of output.split(new RegExp(`^=== ${nonce}`, 'm')).slice(1)) {
		const end = part.indexOf('\n');
		const heading = part.slice(0, end);
		found.set(heading, `${found.get(heading) ?? ''}${part.slice(end + 1)}`);
	}

	return found;
}

function notUnderstood(host: string, error: ZodError): Error {
	const [first] = error.issues;
	const probe = String(first?.path[0] ?? 'unknown');
	const problem = `${first?.path.slice(1).join('.')}: ${first?.message}`;
	return installerErrors('PROBE_OUTPUT', { host, probe, problem }, { cause: error });
}
