import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCatalogue } from './errors.ts';

export const processErrors = errorCatalogue({
	ALREADY_RUNNING: {
		text: '{name} already runs here as process {pid} ({pidFile})',
		who: 'operator',
		next: 'stop it first: /etc/init.d/eucalyptus stop, or kill {pid}',
	},
	PID_FILE: { text: 'the pid file {pidFile} cannot be written', who: 'operator', next: 'check the directory' },
	STOP_TIMED_OUT: { text: '{name} did not stop within {timeoutMs} ms and was ended', who: 'us' },
});

/**
 * Claims the pid file, complete and atomically, so that of two starts at the same moment one loses. A file whose process
 * is gone, or is a stranger who got the number later, is replaced. Returns the function that gives it back.
 */
export async function claimPidFile(pidFile: string, name: string, pid = process.pid): Promise<() => Promise<void>> {
	const own = `${pidFile}.${randomBytes(6).toString('hex')}.tmp`;
	try {
		await mkdir(dirname(pidFile), { recursive: true, mode: 0o755 });
		await writeFile(own, `${pid}\n`, { mode: 0o644, flag: 'wx' });
		await claim(own, pidFile, name, pid);
	} catch (error) {
		throw isCode(error, 'ALREADY_RUNNING') ? error : processErrors('PID_FILE', { pidFile }, { cause: error });
	} finally {
		await rm(own, { force: true });
	}

	return async () => {
		if ((await pidIn(pidFile)) === pid) {
			await rm(pidFile, { force: true });
		}
	};
}

async function claim(own: string, pidFile: string, name: string, pid: number): Promise<void> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			await link(own, pidFile);
			return;
		} catch (error) {
			if (!isCode(error, 'EEXIST') || attempt === 5) {
				throw error;
			}
		}

		const holder = await pidIn(pidFile);
		if (holder !== undefined && holder !== pid && (await isOurs(holder))) {
			throw processErrors('ALREADY_RUNNING', { name, pid: holder, pidFile });
		}

		await rm(pidFile, { force: true });
	}
}

async function pidIn(pidFile: string): Promise<number | undefined> {
	const text = await readFile(pidFile, 'utf8').catch(() => '');
	return /^\d{1,10}\n?$/.test(text) ? Number(text) : undefined;
}

/** Every process of the product has `euca` in its command line. */
async function isOurs(pid: number): Promise<boolean> {
	const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
	return commandLine.includes('euca');
}

function isCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}
