import { readFile, rm } from 'node:fs/promises';
import type { ModeContext } from '../context.ts';
import type { DhcpFiles } from './server.ts';

/** How long a server of a killed predecessor has to end. */
const GRACE_MS = 3_000;

/** Ends the server that a killed cluster controller left; a stranger who has its number now is left alone. */
export async function endLeftOver(files: DhcpFiles, { clock, log }: ModeContext): Promise<void> {
	const pid = Number((await readFile(files.pid, 'utf8').catch(() => '')).trim());
	if (Number.isInteger(pid) && pid > 1 && (await isOurs(pid, files))) {
		log.warn({ serverPid: pid }, 'a DHCP server of a killed cluster controller still runs: ended');
		process.kill(pid, 'SIGTERM');
		const deadline = clock.now() + GRACE_MS;
		while (await isOurs(pid, files)) {
			if (clock.now() > deadline) {
				process.kill(pid, 'SIGKILL');
			}

			await clock.sleep(20);
		}
	}

	await rm(files.pid, { force: true });
}

async function isOurs(pid: number, { config }: DhcpFiles): Promise<boolean> {
	const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
	return commandLine.split('\0').some((word) => word === config || word === `--conf-file=${config}`);
}
