import { randomBytes } from 'node:crypto';
import { EucaError, messageOf } from '../../common/errors.ts';
import type { Host } from '../transport/host.ts';
import { SLOW_MS } from './across/cost.ts';
import { judgeAcross } from './across/index.ts';
import type { ClusterLook, HostLook } from './cluster-look.ts';
import type { DhcpAnswer } from './dhcp/discover.ts';
import type { Finding } from './findings.ts';
import { type FirstLook, type FirstLookOptions, firstLook } from './gather.ts';
import { inOrder, inWords, judge } from './judge.ts';
import type { Found, Wish } from './probe.ts';
import { secondLook } from './second-look.ts';

/** A host to look at. Opening it may fail, and that is a finding too. */
export interface Candidate {
	readonly name: string;
	readonly wish: Wish;
	open(): Promise<Host>;
}

export interface LookOptions {
	/** Asks the wire of the nodes for a DHCP server, meanwhile. */
	readonly discover?: () => Promise<readonly DhcpAnswer[] | undefined>;
	/** Told of each host that has answered, or will not. */
	readonly onHost?: (name: string, answered: boolean) => void;
	/** Time that the caller waits for may not be ours alone. Default Date.now. */
	readonly now?: () => number;
}

/** Above this each host is asked only about the first host and itself: all names on all hosts would be their square. */
const ALL_NAMES = 128;

/** Looks at all hosts side by side, once, and once more where that has to be. A host that does not answer stops no other. Nothing is changed. */
export async function lookAtHosts(candidates: readonly Candidate[], options: LookOptions = {}): Promise<ClusterLook> {
	const all = candidates.map(({ name }) => name);
	const shares = all.length > 1 && candidates.some(({ wish }) => wish.sharedDirectory !== undefined);
	const token = shares ? randomBytes(8).toString('hex') : '';
	const namesFor = (name: string) => {
		const asked = all.length <= ALL_NAMES ? all : [...new Set([all[0] ?? '', name])];
		return all.length === 1 ? [] : asked;
	};
	const servers = options.discover?.() ?? Promise.resolve(undefined);
	const opened = await Promise.all(
		candidates.map((one, index) =>
			lookOnce(one, { token: index === 0 ? token : '', names: namesFor(one.name) }, options),
		),
	);
	try {
		const hosts = await lookAgain(opened, token);
		const dhcp = await servers;
		return { hosts, findings: findingsOf(hosts, dhcp), ...(dhcp === undefined ? {} : { dhcp }) };
	} finally {
		await Promise.all(opened.map(({ host }) => host?.close()));
	}
}

/** Everything that the looks mean. Pure: the same looks give the same findings. */
export function findingsOf(hosts: readonly HostLook[], dhcp?: readonly DhcpAnswer[]): readonly Finding[] {
	const alone = hosts.flatMap(({ name, facts, wish, late, found }) => [
		...found.map((one) => inWords(name, one)),
		...(facts === undefined ? [] : judge(name, facts, wish, late)),
	]);
	return inOrder([...alone, ...judgeAcross(hosts, dhcp)]);
}

interface Opened {
	readonly host?: Host;
	readonly look: HostLook;
}

type Question = Pick<FirstLookOptions, 'token' | 'names'>;

async function lookOnce(candidate: Candidate, question: Question, options: LookOptions): Promise<Opened> {
	const { name, wish } = candidate;
	const { onHost = () => {}, now = Date.now } = options;
	let host: Host | undefined;
	let roundTripMs: number | undefined;
	try {
		host = await candidate.open();
		const before = now();
		const onBegin = (ms: number) => {
			roundTripMs = Math.ceil(ms);
		};
		const answer = await firstLook(host, wish, { ...question, onBegin });
		onHost(name, true);
		const { facts, late } = answer;
		const found = late.map((probe): Found => ({ id: 'HANGS', values: { probe } }));
		const clock = late.includes('clock') ? {} : { clock: offset(answer, before, now()) };
		return {
			host,
			look: { name, wish, facts, late, found, ...clock, ...(roundTripMs === undefined ? {} : { roundTripMs }) },
		};
	} catch (error) {
		onHost(name, false);
		return {
			...(host === undefined ? {} : { host }),
			look: { name, wish, late: [], found: [unreachable(name, error)] },
		};
	}
}

/** The clock was read somewhere in the middle of the look; the host says how long it was at it in all, and after that. */
function offset(
	{ facts, durationMs, afterClockMs }: FirstLook,
	before: number,
	after: number,
): NonNullable<HostLook['clock']> {
	const travel = Math.max(0, after - before - durationMs);
	const read = after - travel / 2 - afterClockMs;
	return { offsetMs: Math.round(facts.clock.epochMs - read), uncertaintyMs: Math.round(travel / 2) + 100 };
}

/**
 * Where a token was left, the others before the first: it takes away what lies in the shared directory. And a host that was
 * slow to begin while all were asked at once: whether it is slow by itself.
 */
async function lookAgain(opened: readonly Opened[], token: string): Promise<readonly HostLook[]> {
	const again = async ({ host, look }: Opened, index: number): Promise<HostLook> => {
		const wasSlow = (look.roundTripMs ?? 0) > SLOW_MS;
		if (host === undefined || look.facts === undefined || (token === '' && !wasSlow)) {
			return look;
		}

		let roundTripMs = look.roundTripMs ?? 0;
		const onBegin = (ms: number) => {
			roundTripMs = Math.ceil(ms);
		};
		const sharedDirectory = look.wish.sharedDirectory ?? '';
		const second = await secondLook(host, { index, sharedDirectory, token, onBegin }).catch(() => undefined);
		return { ...look, roundTripMs, ...(second === undefined || token === '' ? {} : { second }) };
	};
	const others = await Promise.all(opened.slice(1).map((one, index) => again(one, index + 1)));
	const [first] = opened;
	return first === undefined ? [] : [await again(first, 0), ...others];
}

/** Errors of the transport are findings of the same name where the catalogue has one. */
function unreachable(name: string, error: unknown): Found {
	const message = messageOf(error);
	const problem = message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message;
	const next =
		error instanceof EucaError && error.next !== undefined ? sentence(error.next) : 'See what the message says.';
	const code = error instanceof EucaError ? error.code : '';
	switch (code) {
		case 'HOST_KEY_CHANGED':
		case 'HOST_KEY_UNKNOWN':
		case 'HOST_KEY_GONE':
		case 'HOST_KEY_REVOKED':
			return { id: code, values: { problem, next } };
		case 'HOST_AUTH':
		case 'PASSPHRASE_NEEDED':
		case 'PASSPHRASE_WRONG':
		case 'SUDO_PASSWORD':
		case 'SUDO_PASSWORD_WRONG':
		case 'SUDO_REFUSED':
			return { id: 'NO_ACCESS', values: { problem, next } };
		case 'PROBE_OUTPUT':
		case 'HOST_COMMAND':
			return { id: 'NOT_UNDERSTOOD', values: { problem, next } };
		default:
			return { id: 'UNREACHABLE', values: { problem, next } };
	}
}

function sentence(text: string): string {
	return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
