import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunResult, run } from '../../src/common/run.ts';

/** What is different there. Scripts reach the program that they stand for as `$REAL`. */
export interface OtherHost {
	/** Text of a shell script by the path of the program that it stands for. */
	readonly programs: Readonly<Record<string, string>>;
	/** Directories of which nothing is there but the programs above. */
	readonly emptied?: readonly string[];
}

/** Runs a module of our own on a host with other programs: in namespaces, where they lie over those of this machine. */
export async function onOtherHost({ programs, emptied = [] }: OtherHost, script: string): Promise<RunResult> {
	const work = mkdtempSync(join(tmpdir(), 'euca-other-host-'));
	try {
		const lines = Object.entries(programs).flatMap(([path, text], at) => {
			const file = join(work, `${at}`);
			writeFileSync(file, `#!/bin/sh\nREAL=${file}.real\n${text}\n`);
			chmodSync(file, 0o755);
			return [`cp "$(readlink -f ${path})" ${file}.real`, `mount --bind ${file} "$(readlink -f ${path})"`];
		});
		const enter = [
			'set -e',
			...lines,
			...emptied.map((directory) => `mount -t tmpfs none ${directory}`),
			'mount -t sysfs none /sys',
			'exec "$0" --input-type=module -e "$1"',
		].join('\n');
		return await run('unshare', ['-n', '-m', 'sh', '-c', enter, process.execPath, script], {
			okCodes: [0, 1],
			timeoutMs: 120_000,
		});
	} finally {
		rmSync(work, { recursive: true });
	}
}
