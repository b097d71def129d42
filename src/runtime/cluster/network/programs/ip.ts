import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { isProgramMissing, run } from '../../../../common/run.ts';

// Only what every iproute since 2006 says, and /sys: JSON came with 4.13, bridges with 3.x.
const TIMEOUT_MS = 10_000;
const SYS = '/sys/class/net';

/** IPv4 address by MAC (lower case) of the machines that this one has talked with lately. */
export async function neighbours(): Promise<ReadonlyMap<string, string>> {
	const { stdout } = await ip(['-4', 'neigh', 'show']);
	const found = new Map<string, string>();
	for (const line of stdout.split('\n')) {
		const [address = '', ...words] = line.split(/\s+/);
		const mac = words[words.indexOf('lladdr') + 1];
		if (words.includes('lladdr') && mac !== undefined && !words.includes('FAILED')) {
			found.set(mac.toLowerCase(), address);
		}
	}

	return found;
}

/** Whether an interface is a bridge; undefined if there is none of that name. */
export async function linkKind(name: string): Promise<'bridge' | 'other' | undefined> {
	const { exitCode } = await ip(['link', 'show', 'dev', name], [0, 1, 255]);
	if (exitCode !== 0) {
		return undefined;
	}

	return existsSync(`${SYS}/${name}/bridge`) ? 'bridge' : 'other';
}

export async function addBridge(name: string): Promise<void> {
	try {
		await ip(['link', 'add', 'name', name, 'type', 'bridge', 'stp_state', '0', 'forward_delay', '0']);
	} catch (error) {
		await addBridgeOfOld(name, error);
	}
}

export async function setUp(name: string): Promise<void> {
	await ip(['link', 'set', 'dev', name, 'up']);
}

/** Does nothing if the interface has the address already. `address` with its prefix length: `10.1.0.1/24`. */
export async function addAddress(name: string, address: string): Promise<void> {
	await ip(['address', 'replace', address, 'dev', name]);
}

export async function setAlias(name: string, alias: string): Promise<void> {
	await ip(['link', 'set', 'dev', name, 'alias', alias]);
}

/** A remark that somebody wrote on the interface. */
export async function linkAlias(name: string): Promise<string | undefined> {
	return (await readFile(`${SYS}/${name}/ifalias`, 'utf8').catch(() => '')).trim() || undefined;
}

/** IPv4 addresses of an interface, each with its prefix length. */
export async function addressesOn(name: string): Promise<readonly string[]> {
	const { stdout } = await ip(['-4', '-o', 'address', 'show', 'dev', name]);
	return [...stdout.matchAll(/^\d+: \S+ +inet (\d+\.\d+\.\d+\.\d+\/\d+)/gm)].map(([, address = '']) => address);
}

/** Interfaces that are plugged into the bridge. */
export async function bridgePorts(name: string): Promise<readonly string[]> {
	return readdir(`${SYS}/${name}/brif`);
}

export async function deleteLink(name: string): Promise<void> {
	await ip(['link', 'delete', 'dev', name]);
}

function ip(args: readonly string[], okCodes: readonly number[] = [0]) {
	return run('ip', args, { timeoutMs: TIMEOUT_MS, okCodes });
}

/** CentOS 6 and older make bridges with a program of their own; where it is absent, the first complaint counts. */
async function addBridgeOfOld(name: string, complaint: unknown): Promise<void> {
	try {
		await run('brctl', ['addbr', name], { timeoutMs: TIMEOUT_MS });
	} catch (error) {
		throw isProgramMissing(error) ? complaint : error;
	}

	await run('brctl', ['stp', name, 'off'], { timeoutMs: TIMEOUT_MS });
	await run('brctl', ['setfd', name, '0'], { timeoutMs: TIMEOUT_MS });
}
