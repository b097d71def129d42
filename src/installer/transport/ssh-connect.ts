import { setTimeout as delay } from 'node:timers/promises';
import type { AuthMethod, Client, ConnectConfig, ParsedKey } from 'ssh2';
import { EucaError, messageOf } from '../../common/errors.ts';
import { installerErrors } from '../errors.ts';
import { algorithmsFor } from './algorithms.ts';
import { type HostKeyCheck, hostKeyCheck } from './host-key.ts';
import type { Identities } from './identities.ts';
import type { SshSettings } from './ssh-config.ts';
import { namedKeys, offersOf, publicKey } from './ssh-offers.ts';
import { type Hop, type Route, routeTo } from './ssh-route.ts';
import { type SshShared, type SshTarget, shareSsh } from './ssh-target.ts';

/** A connection that lets us in. */
export interface Connection {
	readonly client: Client;
	readonly user: string;
	/** Why it ended, if it did so by itself. */
	lost(): Error | undefined;
	close(): void;
}

const CONNECT_LIMIT_MS = 20_000;
const KEEP_ALIVE_MS = 10_000;
/** sshd refuses at random when too many come at once. Nothing has happened yet, so it is asked again. */
const TRIES = 4;

export async function connectSsh(target: SshTarget, before?: readonly string[]): Promise<Connection> {
	const shared = target.shared ?? shareSsh();
	const { name, user, port, sshDirectory } = target;
	const found = await shared.config(sshDirectory)(name, { user, port });
	const asSsh = withJumps(withOptions(found, target), name, before);
	const settings = withAddress(asSsh, target);
	const check = await hostKeyCheck(target, asSsh, shared);
	const identities = await shared.identities(settings.identityFiles);
	const login = { target, settings, check, shared, agentFailures: new Set<string>() };
	const offers = await offersOf(settings, identities, await namedKeys(target, shared));
	try {
		if (offers.length > 0 || identities.locked.length === 0) {
			return await persist(login, offers);
		}
	} catch (error) {
		if (!isAuthFailure(error) || identities.locked.length === 0) {
			throw explained(login, error, identities);
		}
	}

	const keys = await unlockAll(target, identities.locked, shared);
	try {
		return await persist(login, keys.map(publicKey(settings)));
	} catch (error) {
		throw explained(login, error, identities);
	}
}

interface Login {
	readonly target: SshTarget;
	readonly settings: SshSettings;
	readonly check: HostKeyCheck;
	readonly shared: SshShared;
	/** Why the agent could not be used. */
	readonly agentFailures: Set<string>;
}

/** What was said on the command line counts before ~/.ssh/config. */
function withOptions(found: SshSettings, { identity, jump, knownHosts }: SshTarget): SshSettings {
	return {
		...found,
		...(identity === undefined ? {} : { identityFiles: [identity, ...found.identityFiles] }),
		...(jump === undefined ? {} : { jumps: jump, proxyCommand: undefined }),
		...(knownHosts === undefined ? {} : { userKnownHosts: [knownHosts] }),
	};
}

/** `Host *` with a ProxyJump holds for the jump host as well, which is not behind itself. */
function withJumps(found: SshSettings, name: string, before: readonly string[] = []): SshSettings {
	const toItself = found.jumps.at(-1)?.replace(/^.*@|:\d+$/g, '') === name;
	return before.length > 0 || toItself ? { ...found, jumps: before } : found;
}

/** The site's address counts where ~/.ssh/config has no HostName. */
function withAddress(settings: SshSettings, { name, address = name }: SshTarget): SshSettings {
	return settings.host === name ? { ...settings, host: address } : settings;
}

async function unlockAll({ name }: SshTarget, files: readonly string[], { unlocked }: SshShared): Promise<ParsedKey[]> {
	const keys: ParsedKey[] = [];
	for (const file of files) {
		const key = await unlocked(file);
		if (key === undefined) {
			throw installerErrors('PASSPHRASE_NEEDED', { host: name, key: file });
		}

		keys.push(key);
	}

	return keys;
}

async function persist(login: Login, offers: readonly AuthMethod[]): Promise<Connection> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await open(login, offers);
		} catch (error) {
			if (attempt === TRIES || !mayPass(error)) {
				throw error;
			}

			await delay(attempt * (100 + Math.random() * 400));
		}
	}
}

function mayPass(error: unknown): boolean {
	const { cause = error } = error as { cause?: unknown };
	return /ECONNRESET|lost before handshake|closed before/.test(messageOf(cause));
}

async function open(login: Login, offers: readonly AuthMethod[]): Promise<Connection> {
	const { target, settings, shared } = login;
	const { sshDirectory, acceptNewHostKeys, onNewHostKey, legacySsh, identity, knownHosts } = target;
	const throughHop = async (hop: Hop, before: readonly string[]): Promise<Client> => {
		const options = { sshDirectory, acceptNewHostKeys, onNewHostKey, legacySsh, identity, knownHosts, shared };
		return (await connectSsh({ ...hop, ...options }, before)).client;
	};
	const route = await routeTo(settings, shared.jumpHosts, throughHop);
	try {
		const knock = () => handshake(login, route, offers);
		return await (route.limit === undefined ? knock() : route.limit(knock));
	} catch (error) {
		const why = login.check.refusal() === undefined ? await route.failure?.() : undefined;
		route.release();
		throw login.check.refusal() ?? (why === undefined ? error : new Error(why, { cause: error }));
	}
}

async function handshake(
	{ target, settings, check, agentFailures }: Login,
	route: Route,
	offers: readonly AuthMethod[],
): Promise<Connection> {
	const { Client: SshClient } = (await import('ssh2')).default;
	const client = new SshClient();
	const limitMs = target.connectTimeoutMs ?? settings.connectTimeoutMs ?? CONNECT_LIMIT_MS;
	const config: ConnectConfig = {
		host: settings.host,
		port: settings.port,
		username: settings.user,
		readyTimeout: limitMs,
		keepaliveInterval: target.keepAliveMs ?? KEEP_ALIVE_MS,
		keepaliveCountMax: 3,
		hostVerifier: (key: Buffer, answer: (valid: boolean) => void) => {
			check.accepts(key).then(answer, () => answer(false));
		},
		algorithms: algorithmsFor(check.records, target.legacySsh === true),
		authHandler: [{ type: 'none', username: settings.user }, ...offers] as AuthMethod[],
		...(route.stream === undefined ? {} : { sock: route.stream }),
	};
	let lost: Error | undefined;
	return new Promise((resolve, reject) => {
		const heard = awaitAnswer(target, settings, route, (error) => {
			reject(error);
			client.destroy();
		});
		client.once('connect', () => {
			client.setNoDelay(true); // a step is several small packets: none waits 40 ms for the receipt of the one before
			heard();
		});
		// After the connection stands, its end ends the sessions that are open, and those say why.
		client.on('error', (error: Error & { level?: string }) => {
			if (error.level === 'agent') {
				// As that of a terminal that is gone: other keys may do.
				agentFailures.add(`the agent at ${settings.agent}: ${messageOf(error)}`);
				return;
			}

			lost ??= error;
			reject(error);
		});
		client.once('close', () => {
			heard();
			lost ??= new Error('the other side closed the connection');
			reject(new Error('the connection was closed before anybody was let in'));
			route.release();
		});
		client.once('ready', () =>
			resolve({ client, user: settings.user, lost: () => lost, close: () => hangUp(client, route) }),
		);
		client.connect(config); // throws at once when it does not like a setting: that rejects as well
	});
}

/**
 * A host that is not there is told from one that is slow. Behind a jump host or a command there is no port of ours.
 * @returns what is to be called when the port has answered
 */
function awaitAnswer(
	{ reachTimeoutMs: limitMs }: SshTarget,
	{ connectTimeoutMs }: SshSettings,
	{ stream }: Route,
	giveUp: (error: Error) => void,
): () => void {
	if (limitMs === undefined || connectTimeoutMs !== undefined || stream !== undefined) {
		return () => {};
	}

	let isOver = false;
	const late = () => isOver || giveUp(new Error(`nothing answers there within ${limitMs / 1000} s`));
	// An answer that came while this program was busy is heard first.
	const timer = setTimeout(() => setImmediate(late), limitMs);
	return () => {
		isOver = true;
		clearTimeout(timer);
	};
}

/** Says good-bye, and does not wait for the answer of a host that may be frozen. */
function hangUp(client: Client, route: Route): void {
	const timer = setTimeout(() => client.destroy(), 500);
	client.once('close', () => clearTimeout(timer));
	client.end();
	route.release();
}

/** What sshd says when it hangs up. */
const TOO_MANY = /too many authentication failures/i;

function isAuthFailure(error: unknown): boolean {
	return (error as { level?: string }).level === 'client-authentication' || TOO_MANY.test(messageOf(error));
}

function explained({ target, settings, check, agentFailures }: Login, error: unknown, { unusable }: Identities): Error {
	if (error instanceof EucaError) {
		return error;
	}

	const { name: host, legacySsh } = target;
	const { user, port } = settings;
	const problem = messageOf(error);
	if (isAuthFailure(error)) {
		const notAll = `it hung up before it had seen all of them (${problem}): name the right one with --identity`;
		const more = [...unusable, ...agentFailures, ...(TOO_MANY.test(problem) ? [notAll] : [])];
		return installerErrors('HOST_AUTH', { host, user, port, also: more.map((one) => `; ${one}`).join('') });
	}

	if (/no matching host key/.test(problem) && check.records.length > 0) {
		return check.goneType() ?? (error as Error);
	}

	if (/no matching/.test(problem) && legacySsh !== true) {
		return installerErrors('HOST_LEGACY', { host, problem }, { cause: error });
	}

	return installerErrors('HOST_UNREACHABLE', { host, port, user, problem }, { cause: error });
}
