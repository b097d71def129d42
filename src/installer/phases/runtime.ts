import { bringPart } from './bring-part.ts';
import type { Phase } from './phase.ts';

/** The programs, their templates and their own Node: one hashed bundle, so that a host needs no network. */
export const runtime: Phase = {
	id: 'runtime',
	title: 'Programs and their Node',
	run: (installation, tools) => tools.eachHost((host) => bringPart('runtime', host, installation, tools)),
};
