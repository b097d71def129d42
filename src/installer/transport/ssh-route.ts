import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Client } from 'ssh2';
import { HOST_NAME } from '../../common/host-name.ts';
import { installerErrors } from '../errors.ts';
import type { SshSettings } from './ssh-config.ts';

/** How bytes get to a host: over a stream that is given, or else by a connection of one's own. */
export interface Route {
	readonly stream: Duplex | undefined;
	/** Takes part in the connecting only; others wait for their turn. */
	readonly limit: LimitFunction | undefined;
	/** Why nothing came through, where the route itself is the reason. Before it is released. */
	failure?(): Promise<string | undefined>;
	/** When the connection is no longer needed. */
	release(): void;
}

/** Connections to jump hosts, by their way: one for all hosts behind it. */
export type JumpHosts = Map<string, JumpHost>;

interface JumpHost {
	readonly client: Promise<Client>;
	readonly limit: LimitFunction;
	users: number;
}

/** An sshd drops connections that are not authenticated yet when there are too many of them. */
const AT_ONCE = 8;
/** A command whose output has ended is about to end. */
const ENDS_WITHIN_MS = 500;
const DIRECT: Route = { stream: undefined, limit: undefined, release: () => {} };

/** `connect` opens the connection to a jump host, by way of the jump hosts before it. */
export async function routeTo(
	settings: SshSettings,
	jumpHosts: JumpHosts,
	connect: (hop: Hop, before: readonly string[]) => Promise<Client>,
): Promise<Route> {
	const { jumps, proxyCommand } = settings;
	if (jumps.length > 0) {
		return byJumpHost(settings, jumpHosts, connect);
	}

	return proxyCommand === undefined ? DIRECT : byCommand(proxyCommand, settings);
}

export interface Hop {
	readonly name: string;
	readonly user: string | undefined;
	readonly port: number | undefined;
}

async function byJumpHost(
	{ jumps, host, port }: SshSettings,
	jumpHosts: JumpHosts,
	connect: (hop: Hop, before: readonly string[]) => Promise<Client>,
): Promise<Route> {
	const key = jumps.join(',');
	const jump = jumpHosts.get(key) ?? {
		client: connect(parseHop(jumps.at(-1) ?? ''), jumps.slice(0, -1)),
		limit: pLimit(AT_ONCE),
		users: 0,
	};
	jumpHosts.set(key, jump);
	jump.users += 1;
	let released = false;
	const release = () => {
		jump.users -= released ? 0 : 1;
		released = true;
		if (jump.users === 0 && jumpHosts.get(key) === jump) {
			jumpHosts.delete(key);
			jump.client.then(
				(client) => client.end(),
				() => {},
			);
		}
	};
	try {
		const client = await jump.client;
		const stream = await new Promise<Duplex>((resolve, reject) =>
			client.forwardOut('127.0.0.1', 0, host, port, (error, channel) =>
				error === undefined ? resolve(channel) : reject(new Error(`${jumps.at(-1)} cannot reach it: ${error.message}`)),
			),
		);
		return { stream, limit: jump.limit, release };
	} catch (error) {
		release();
		throw error;
	}
}

function parseHop(text: string): Hop {
	const parts = /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:@]+)(?::(\d+))?$/.exec(text);
	const name = parts?.[2]?.replace(/^\[|\]$/g, '') ?? '';
	if (!HOST_NAME.test(name)) {
		throw installerErrors('HOST_NAME', { name: JSON.stringify(text) });
	}

	return { name, user: parts?.[1], port: parts?.[3] === undefined ? undefined : Number(parts[3]) };
}

/** ProxyCommand is the operator's own shell command; what ssh puts into it are names, a number and a user. */
function byCommand(command: string, { host, port, user }: SshSettings): Route {
	const tokens: Readonly<Record<string, string>> = { '%': '%', h: host, n: host, p: String(port), r: user };
	const text = command.replace(/%(.)/g, (whole, token: string) => tokens[token] ?? whole);
	const child = spawn('/bin/sh', ['-c', `exec ${text}`], { stdio: 'pipe' });
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => {
		said = `${said}${chunk}`.slice(-1000);
	});
	child.once('error', () => {}); // it shows as the end of the stream
	const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve) => {
		child.once('close', (...how) => resolve(how));
	});
	child.stdin.on('error', () => {});
	const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
	return {
		stream,
		limit: undefined,
		release: () => void child.kill(),
		async failure() {
			const [status, signal] = await Promise.race([ended, delay(ENDS_WITHIN_MS, [0, null] as const)]);
			const how = signal === null ? `with status ${status}` : `by ${signal}`;
			const words = said.trim().split('\n').slice(-3).join(' / ') || 'it said nothing';
			return status === 0 ? undefined : `the ProxyCommand of the ssh configuration ended ${how}: ${words}`;
		},
	};
}
