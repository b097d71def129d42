import { generate } from '../../../generators/index.ts';
import { converge } from '../plan/converge.ts';
import { desiredFrom } from '../plan/desired.ts';
import type { Phase } from './phase.ts';

/** Directories, configuration, init script, tools: what the generators make of the site. */
export const files: Phase = {
	id: 'files',
	title: 'Configuration',
	async run({ site }, { eachHost, gate, reporter }) {
		const { eucalyptus } = site;
		await eachHost((host) => {
			const entries = desiredFrom(generate(site, host.name), 'files');
			return converge(host, entries, { gate, reporter, eucalyptus, part: 'files' });
		});
	},
};
