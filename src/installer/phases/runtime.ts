import { bundleEntries } from '../plan/bundle.ts';
import { converge } from '../plan/converge.ts';
import type { Phase } from './phase.ts';

/** The programs, their templates and their own Node: one hashed bundle, so that a host needs no network. */
export const runtime: Phase = {
	id: 'runtime',
	title: 'Programs and their Node',
	async run({ site: { eucalyptus } }, { eachHost, gate, reporter, bundle }) {
		const entries = await bundleEntries(eucalyptus, bundle);
		await eachHost((host) => converge(host, entries, { gate, reporter, eucalyptus, part: 'runtime' }));
	},
};
