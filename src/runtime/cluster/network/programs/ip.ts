import * as z from 'zod';
import { run } from '../../../../common/run.ts';

const TIMEOUT_MS = 10_000;

const neighbourList = z.array(
	z.object({ dst: z.string(), lladdr: z.string().optional(), state: z.array(z.string()).optional() }),
);

/** IPv4 address by MAC (lower case) of the machines that this one has talked with lately. */
export async function neighbours(): Promise<ReadonlyMap<string, string>> {
	const { stdout } = await ip(['-4', '-j', 'neigh', 'show']);
	const found = new Map<string, string>();
	for (const { dst, lladdr, state } of neighbourList.parse(JSON.parse(stdout || '[]'))) {
		if (lladdr !== undefined && state?.includes('FAILED') !== true) {
			found.set(lladdr.toLowerCase(), dst);
		}
	}

	return found;
}

const linkList = z.array(
	z.object({
		ifname: z.string(),
		linkinfo: z.object({ info_kind: z.string().optional() }).optional(),
		ifalias: z.string().optional(),
	}),
);

/** The kind of an interface (`bridge`, `veth`, `plain` for hardware); undefined if there is none of that name. */
export async function linkKind(name: string): Promise<string | undefined> {
	const { exitCode, stdout } = await ip(['-j', '-d', 'link', 'show', 'dev', name], [0, 1]);
	if (exitCode !== 0) {
		return undefined;
	}

	const [link] = linkList.parse(JSON.parse(stdout));
	return link === undefined ? undefined : (link.linkinfo?.info_kind ?? 'plain');
}

export async function addBridge(name: string): Promise<void> {
	await ip(['link', 'add', 'name', name, 'type', 'bridge', 'stp_state', '0', 'forward_delay', '0']);
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
	const { stdout } = await ip(['-j', 'link', 'show', 'dev', name]);
	return linkList.parse(JSON.parse(stdout))[0]?.ifalias;
}

/** IPv4 addresses of an interface, each with its prefix length. */
export async function addressesOn(name: string): Promise<readonly string[]> {
	const { stdout } = await ip(['-4', '-j', 'address', 'show', 'dev', name]);
	const list = z.array(
		z.object({ addr_info: z.array(z.object({ local: z.string(), prefixlen: z.int() })).default([]) }),
	);
	return list
		.parse(JSON.parse(stdout || '[]'))
		.flatMap(({ addr_info }) => addr_info.map(({ local, prefixlen }) => `${local}/${prefixlen}`));
}

/** Interfaces that are plugged into the bridge. */
export async function bridgePorts(name: string): Promise<readonly string[]> {
	const { stdout } = await ip(['-j', 'link', 'show', 'master', name]);
	return linkList.parse(JSON.parse(stdout || '[]')).map(({ ifname }) => ifname);
}

export async function deleteLink(name: string): Promise<void> {
	await ip(['link', 'delete', 'dev', name]);
}

function ip(args: readonly string[], okCodes: readonly number[] = [0]) {
	return run('ip', args, { timeoutMs: TIMEOUT_MS, okCodes });
}
