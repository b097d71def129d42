import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/common/clock.ts';
import type { ActionOptions } from '../../../src/installer/actions/run-options.ts';
import type { Message } from '../../../src/installer/messages.ts';
import { claim } from '../../../src/installer/phases/claim.ts';
import { connect } from '../../../src/installer/phases/connect.ts';
import { files } from '../../../src/installer/phases/files.ts';
import { keys } from '../../../src/installer/phases/keys.ts';
import type { Installation, Phase } from '../../../src/installer/phases/phase.ts';
import { runtime } from '../../../src/installer/phases/runtime.ts';
import type { Host } from '../../../src/installer/transport/host.ts';
import { localHost } from '../../../src/installer/transport/local.ts';
import { validSite } from '../../../src/site/load.ts';
import type { Site } from '../../../src/site/schema.ts';

/** All that only writes files: a test starts no services in the system's own network. */
export const WRITING: readonly Phase[] = [connect, claim([runtime, files, keys]), runtime, files, keys];

export interface PrivateSite {
	readonly directory: string;
	readonly site: Site;
	readonly bundle: string;
	/** A fresh run: nothing is remembered but what lies on the disk. */
	installation(changes?: Partial<Site>, wrap?: (host: Host) => Host): Installation;
	options(signal?: AbortSignal): ActionOptions & { readonly messages: Message[] };
	/** Every path below the prefix and the system root with kind, mode, target and checksum. */
	tree(...without: string[]): string;
	remove(): Promise<void>;
}

/**
 * A site of this machine whose every file lies in a directory of the test, with a small bundle of programs. `keep`: until
 * `remove` is called, not only to the end of the test.
 */
export async function privateSite({ keep = false } = {}): Promise<PrivateSite> {
	const directory = await mkdtemp(join(inMemory() ? MEMORY : tmpdir(), 'euca-site-'));
	const remove = () => rm(directory, { recursive: true, force: true });
	if (!keep) {
		onTestFinished(remove);
	}

	const bundle = join(directory, 'bundle');
	await makeBundle(bundle, {
		'programs/euca.js': 'one',
		'templates/config/a.hbs': 'two',
		'node/bin/node': '#!/bin/sh\n',
	});
	const host = hostname();
	const site = validSite(
		{
			version: 1,
			eucalyptus: join(directory, 'root/opt/cloud'),
			systemRoot: join(directory, 'root'),
			cloud: { host, port: 58_773, sslPort: 58_443 },
			clusters: [{ name: 'zone', host, port: 58_774, nodePort: 58_775, nodes: [host] }],
			nodeDefaults: {
				hypervisor: 'qemu',
				instancePath: join(directory, 'root/instances'),
				bridge: 'eucabr0',
				interface: 'eth0',
			},
		},
		'test',
	);
	return {
		directory,
		site,
		bundle,
		remove,
		installation: (changes = {}, wrap = (host) => host) => ({
			site: { ...site, ...changes },
			hosts: [wrap(localHost({ name: host }))],
			facts: new Map(),
			surveys: new Map(),
			failed: new Map(),
		}),
		options(signal = new AbortController().signal) {
			const messages: Message[] = [];
			return { messages, reporter: { notify: (m) => void messages.push(m) }, clock: systemClock, signal, bundle };
		},
		tree: (...without) => treeOf(join(directory, 'root'), without),
	};
}

const MEMORY = '/dev/shm';

/** An installer waits for the disk after each step, and so for all others that write to it. */
function inMemory(): boolean {
	try {
		const flags =
			readFileSync('/proc/mounts', 'utf8')
				.split('\n')
				.find((line) => line.split(' ')[1] === MEMORY) ?? '';
		accessSync(MEMORY, constants.W_OK);
		return flags !== '' && !flags.includes('noexec');
	} catch {
		return false;
	}
}

export async function makeBundle(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
	const described = [];
	for (const [path, text] of Object.entries(files)) {
		await mkdir(dirname(join(directory, path)), { recursive: true });
		await writeFile(join(directory, path), text);
		const sha256 = createHash('sha256').update(text).digest('hex');
		described.push({ path, size: text.length, sha256, executable: path.includes('/bin/') });
	}

	await writeFile(join(directory, 'bundle.json'), JSON.stringify({ version: 1, files: described }));
}

function treeOf(root: string, without: readonly string[]): string {
	const script = `cd "$1" 2>/dev/null || exit 0; shift
		find . -printf '%p %y %m %l\\n' | sort
		find . -type f -exec sha256sum {} + | sort -k 2`;
	const text = execFileSync('sh', ['-c', script, 'sh', root], { encoding: 'utf8' });
	return text
		.split('\n')
		.filter((line) => !without.some((part) => line.includes(part)))
		.join('\n');
}
