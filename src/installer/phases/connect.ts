import { installerErrors } from '../errors.ts';
import { interruptedRun } from '../gate/journal.ts';
import { lockHost } from '../gate/lock.ts';
import { message } from '../messages.ts';
import { claimDirectories } from '../plan/claim-directories.ts';
import type { Phase } from './phase.ts';

/** Every host must answer before any is changed; from here on nobody else installs there. */
export const connect: Phase = {
	id: 'connect',
	title: 'Reach every host',
	async run({ site: { eucalyptus } }, { eachHost, gate, reporter, clock, atEnd, breakLock }) {
		await eachHost(async (host) => {
			const { stdout } = await host.exec(['id', '-u']);
			if (gate.mode === 'plan') {
				return;
			}

			if (stdout.trim() !== '0') {
				throw installerErrors('BLOCKED', { host: host.name, count: 1, ids: 'NOT_ROOT' });
			}

			await claimDirectories(host, eucalyptus);
			atEnd(await lockHost(host, { eucalyptus, clock, breakLock }));
			const interrupted = await interruptedRun(host, eucalyptus);
			if (interrupted !== undefined) {
				reporter.notify(message('RESUMED', { ...interrupted }, host.name));
				await gate.resume(host);
			}
		});
	},
};
