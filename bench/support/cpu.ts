import { readFileSync } from 'node:fs';
import { run } from '../../src/common/run.ts';

/** CPU seconds that a process has used, in ticks of 10 ms. */
export function cpuSecondsOf(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Milliseconds of one run of a program: of processors, children included (what `times` of a shell says), and on the clock. */
export async function timesOfRun(program: string, ...args: readonly string[]): Promise<{ cpu: number; wall: number }> {
	const begin = process.hrtime.bigint();
	const { stdout } = await run('/bin/bash', ['-c', '"$@" >/dev/null 2>&1; times', 'bash', program, ...args]);
	const wall = Number(process.hrtime.bigint() - begin) / 1e6;
	const children = stdout.trim().split('\n')[1] ?? '';
	const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/g)]
		.map(([, minutes, seconds]) => (Number(minutes) * 60 + Number(seconds)) * 1000)
		.reduce((sum, value) => sum + value, 0);
	return { cpu, wall };
}

export async function cpuOfRun(program: string, ...args: readonly string[]): Promise<number> {
	return (await timesOfRun(program, ...args)).cpu;
}
