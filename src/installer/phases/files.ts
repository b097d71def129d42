import { bringPart } from './bring-part.ts';
import type { Phase } from './phase.ts';

/** Directories, configuration, init script, tools: what the generators make of the site. */
export const files: Phase = {
	id: 'files',
	title: 'Configuration',
	run: (installation, tools) => tools.eachHost((host) => bringPart('files', host, installation, tools)),
};
