import { expect, test } from 'vitest';
import { plan } from '../../../src/installer/actions/plan.ts';
import { clusters } from '../../../src/installer/phases/clusters.ts';
import { connect } from '../../../src/installer/phases/connect.ts';
import type { Phase } from '../../../src/installer/phases/phase.ts';
import { privateSite } from '../support/private-site.ts';

test.each([
	['old-head', 1],
	['127.0.0.1', 0],
])('a cluster that was known at %s: who moved its head is told what goes on there', async (host, warnings) => {
	const own = await privateSite();
	const options = own.options();
	const known = { clusters: [{ name: 'zone', host, port: 1 }] };
	const told: Phase = {
		id: 'told',
		title: 'What the cloud controller said',
		async run({ surveys }) {
			for (const [name, survey] of surveys) {
				surveys.set(name, { ...survey, clusters: JSON.stringify(known) });
			}
		},
	};
	const changes = await plan(own.installation(), options, [connect, told, clusters]);
	expect(changes.map(({ sentence }) => sentence)).toEqual(['add the cluster zone to the cloud controller']);
	const found = options.messages.filter(({ code }) => code === 'WARNING').map(({ text }) => text);
	expect(found).toHaveLength(warnings);
	expect(found.join()).toMatch(
		warnings === 0 ? /^$/ : /^the head of zone was old-head, which .* stopped \(\/etc\/init\.d\/eucalyptus stop\)/,
	);
});
