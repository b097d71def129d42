import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apply } from '../../../src/installer/actions/apply.ts';
import { connect } from '../../../src/installer/phases/connect.ts';
import type { Phase } from '../../../src/installer/phases/phase.ts';
import { services } from '../../../src/installer/phases/services.ts';
import { verify } from '../../../src/installer/phases/verify.ts';
import { privateSite, WRITING } from '../support/private-site.ts';

test.each([
	['no nodes yet', []],
	['none but drained ones', ['asleep']],
])(
	'a head of its own with %s starts nothing and waits for nothing: the init script would refuse it',
	async (_, nodes) => {
		const own = await privateSite();
		const [cluster] = own.site.clusters;
		const cloud = { ...own.site.cloud, host: 'front' };
		const clusters = [{ ...cluster, nodes }] as typeof own.site.clusters;
		const options = own.options();
		const installation = own.installation({ cloud, clusters, hosts: { asleep: { drained: true } } });
		const changes = await apply(installation, options, [...WRITING, services, verify]);
		expect(changes.filter(({ sentence }) => /services/.test(sentence))).toEqual([]);
		const notes = options.messages.filter(({ code, host }) => code === 'NOTE' && host === hostname());
		expect(notes.map(({ text }) => text)).toEqual([
			'none of its nodes is in use: the cluster controller starts once one is',
		]);
	},
);

test('the cluster controller of a front-end starts with its first node, and reads NODES again for the next', async () => {
	const own = await privateSite();
	const [cluster] = own.site.clusters;
	const file = (name: string) => join(own.directory, name);
	const applied = (nodes: readonly string[], phases: readonly Phase[] = [connect, services]) => {
		const clusters = [{ ...cluster, nodes }] as typeof own.site.clusters;
		return apply(own.installation({ clusters }), own.options(), phases);
	};
	const found = (code: number, lines: string) =>
		Promise.all([writeFile(file('code'), String(code)), writeFile(file('lines'), lines), writeFile(file('asked'), '')]);
	const asked = () => readFile(file('asked'), 'utf8');
	await applied([], WRITING);
	const init = `#!/bin/sh
cd ${own.directory}
case $1 in status) cat lines; exit "$(cat code)" ;; *) echo "$1" >>asked ;; esac
`;
	await writeFile(file('root/etc/init.d/eucalyptus'), init, { mode: 0o755 });
	await found(3, '');
	await applied([]);
	expect(await asked()).toBe('start\n');
	await found(0, ' CLC running, process 7, port 8773\n');
	await applied(['one']);
	expect(await asked()).toBe('start\n');
	await found(0, ' CC  running, process 8, port 8774\n CLC running, process 7, port 8773\n');
	await applied(['one', 'two']);
	expect(await asked()).toBe('reload\n');
});
