// A configuration with 10 000 nodes, generated from a site and parsed again, beside a shell that sources it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eucalyptusConf } from '../generators/eucalyptus-conf.ts';
import { parseConf } from '../src/conf/parse.ts';
import { siteSchema } from '../src/site/schema.ts';
import { cpuOfRun } from './support/cpu.ts';
import { median, report } from './support/report.ts';

const NODES = 10_000;
const ROUNDS = 7;

const nodes = Array.from({ length: NODES }, (_, index) => `vm-container-${Math.floor(index / 40)}-${index % 40}`);
const definition = {
	version: 1,
	cloud: { host: 'frontend' },
	clusters: [{ name: 'frontend', host: 'frontend', nodes }],
};

const generating = timesOf(() => {
	// A new site each time: what is remembered of one must not help.
	eucalyptusConf(siteSchema.parse(definition), 'frontend');
});
const file = eucalyptusConf(siteSchema.parse(definition), 'frontend').find(({ kind }) => kind === 'file');
const content = file?.kind === 'file' ? file.content : '';
const parsing = timesOf(() => {
	if (parseConf(content, 'eucalyptus.conf').NODES.length !== NODES) {
		throw new Error('not all nodes were read back');
	}
});

const directory = await mkdtemp(join(tmpdir(), 'euca-bench-'));
const path = join(directory, 'eucalyptus.conf');
await writeFile(path, content);
const shell: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
	shell.push(await cpuOfRun('/bin/sh', '-c', `. ${path}`));
}

await rm(directory, { recursive: true });
const peer = { name: 'sh sourcing it', value: Math.max(1, median(shell)) };
report([
	{ what: `generating a configuration of ${NODES} nodes`, unit: 'ms', ours: median(generating), aim: 1000, peer },
	{ what: 'parsing it', unit: 'ms', ours: median(parsing), aim: 1000, peer },
]);

function timesOf(work: () => void): number[] {
	return Array.from({ length: ROUNDS }, () => {
		const begin = performance.now();
		work();
		return performance.now() - begin;
	});
}
