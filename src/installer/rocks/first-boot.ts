import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { renderConfig } from '../../common/template.ts';
import type { Phase } from '../phases/phase.ts';

/** Rocks runs everything in this directory after each boot, in sorted order; a script is gone once it is done. */
const SCRIPT = '/etc/rc.d/rocksconfig.d/post-99-eucalyptus';

/** While a front-end is being installed nothing can be asked or started: the same command does the rest at its first boot. */
export function atFirstBoot(words: readonly string[]): Phase {
	return {
		id: 'first-boot',
		title: 'First boot',
		run: ({ site }, tools) =>
			tools.eachHost((host) =>
				tools.gate.change(host, 'set the front-end up at its first boot', () => {
					const setup = join(site.eucalyptus, 'usr/sbin/euca-setup');
					return host.write(SCRIPT, renderConfig('config/rocks-first-boot.sh', { setup, words }), 0o755);
				}),
			),
	};
}

/** It was the first boot, or build.sh came before it. */
export async function firstBootIsDone(): Promise<void> {
	await rm(SCRIPT, { force: true });
}
