import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../generators/index.ts';
import { run } from '../../src/common/run.ts';
import { writeTree } from '../../src/installer/cli/write-tree.ts';
import { hostsOf } from '../../src/site/hosts.ts';
import type { Site } from '../../src/site/schema.ts';
import { singleMachine, twoClusters } from './sites.ts';

// Each output is shown to the program that will read it.
let root = '';
const hosts: { readonly host: string; readonly home: string; readonly system: string }[] = [];

beforeAll(() => {
	root = mkdtempSync(join(tmpdir(), 'rendered-'));
	chmodSync(root, 0o755);
	[singleMachine, twoClusters].forEach((site, index) => {
		for (const host of hostsOf(site)) {
			const home = join(root, `${index}-${host}`, 'eucalyptus');
			const systemRoot = join(root, `${index}-${host}`, 'system');
			const moved: Site = { ...site, eucalyptus: home, systemRoot };
			writeTree('/', generate(withLocalPaths(moved, home), host));
			hosts.push({ host, home, system: systemRoot });
		}
	});
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function withLocalPaths(site: Site, home: string): Site {
	const { sharedDirectory: _, ...rest } = site;
	return { ...rest, nodeDefaults: { ...site.nodeDefaults, instancePath: join(home, 'instances') } };
}

const SHELLS = [
	['dash', '-n'],
	['bash', '--posix', '-n'],
	['busybox', 'sh', '-n'],
] as const;

describe.each(SHELLS)('%s %s %s', (program, ...args) => {
	test('parses the init script, the launchers and the configuration of every host', async () => {
		const flags = args.filter((arg) => arg !== undefined);
		for (const { home, system } of hosts) {
			const launchers = readdirSync(join(home, 'usr/sbin')).map((name) => join(home, 'usr/sbin', name));
			for (const file of [
				join(system, 'etc/init.d/eucalyptus'),
				join(system, 'etc/default/eucalyptus'),
				...launchers,
			]) {
				await run(program, [...flags, file]);
			}
		}
	});
});

test('the link below $EUCALYPTUS leads to the one configuration', async () => {
	for (const { home } of hosts) {
		const { stdout } = await run('cat', [join(home, 'etc/eucalyptus/eucalyptus.conf')]);
		expect(stdout).toContain(`EUCALYPTUS="${home}"`);
	}
});

test('Apache accepts every file, the common one too', async () => {
	for (const { home } of hosts) {
		const etc = join(home, 'etc/eucalyptus');
		for (const name of readdirSync(etc).filter((each) => each.startsWith('httpd'))) {
			const { stderr } = await run('apache2', ['-t', '-f', join(etc, name)]);
			expect(stderr).toBe('Syntax OK\n');
		}
	}
});

test('logrotate accepts its file', async () => {
	for (const { system } of hosts) {
		const { stderr } = await run('logrotate', ['-d', join(system, 'etc/logrotate.d/eucalyptus')]);
		expect(stderr).not.toMatch(/^error/m);
		expect(stderr).toContain('33554432 bytes (6 rotations)');
	}
});

test('systemd finds no fault with the units', async () => {
	const available = await run('systemd-analyze', ['--version'], { okCodes: [0, 1] }).catch(() => undefined);
	for (const { system } of available === undefined ? [] : hosts) {
		// systemd looks for the units that are wanted in the directory of the first one
		const units = join(root, 'units');
		rmSync(units, { recursive: true, force: true });
		mkdirSync(units);
		cpSync(join(system, 'etc/systemd/system'), units, { recursive: true });
		const files = readdirSync(units).map((name) => join(units, name));
		const { stderr } = await run('systemd-analyze', ['verify', '--man=no', ...files], { okCodes: [0, 1] });
		expect(stderr.split('\n').filter((line) => line.includes('eucalyptus') && !line.includes('libvirtd'))).toEqual([]);
	}
});
