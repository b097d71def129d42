// CPU of `euca-setup --help`, beside another command line tool's.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cpuOfRun } from './support/cpu.ts';
import { median, report } from './support/report.ts';

const ROUNDS = 9;
const PEER = '/usr/bin/aws';

const setup = join(import.meta.dirname, '../bin/euca-setup');
const ours: number[] = [];
const theirs: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
	ours.push(await cpuOfRun(setup, '--help'));
	if (existsSync(PEER)) {
		theirs.push(await cpuOfRun(PEER, '--version'));
	}
}

report([
	{
		what: 'euca-setup --help, CPU',
		unit: 'ms',
		ours: median(ours),
		aim: 150,
		peer: theirs.length > 0 ? { name: 'aws --version', value: median(theirs) } : 'awscli is not installed',
	},
]);
