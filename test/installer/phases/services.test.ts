import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { apply } from '../../../src/installer/actions/apply.ts';
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
