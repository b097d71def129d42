// The simulator: how long until it is ready and how much memory it then has, with 10 and with 1 000 nodes.
import { readFileSync } from 'node:fs';
import { report } from './support/report.ts';
import { withSimulator } from './support/with-simulator.ts';

const peer = 'nothing else runs the controllers of so many nodes in one process';

for (const [nodes, seconds, mebibytes] of [
	[10, 3, 400],
	[1000, 20, 1024],
] as const) {
	const begin = performance.now();
	await withSimulator(['--nodes', String(nodes)], async ({ pid }) => {
		const ready = (performance.now() - begin) / 1000;
		const status = readFileSync(`/proc/${pid}/status`, 'utf8');
		const memory = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
		report([
			{ what: `simulator with ${nodes} nodes, ready`, unit: 's', ours: ready, aim: seconds, peer },
			{ what: `simulator with ${nodes} nodes, most memory`, unit: 'MiB', ours: memory, aim: mebibytes, peer },
		]);
	});
}
