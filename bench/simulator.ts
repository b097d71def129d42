// The simulator: how long until it is ready and how much memory it then has, with 10 and with 1 000 nodes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import pLimit from 'p-limit';
import { report } from './support/report.ts';
import { withSimulator } from './support/with-simulator.ts';

const PEER = "as many virsh on libvirt's simulated driver, without controllers";

for (const [nodes, seconds, mebibytes] of [
	[10, 3, 400],
	[1000, 20, 1024],
] as const) {
	const peer = await simulatedHypervisors(nodes);
	const begin = performance.now();
	await withSimulator(['--nodes', String(nodes)], async ({ pid }) => {
		const ready = (performance.now() - begin) / 1000;
		const status = readFileSync(`/proc/${pid}/status`, 'utf8');
		const memory = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
		report([
			{
				what: `simulator with ${nodes} nodes, ready`,
				unit: 's',
				ours: ready,
				aim: seconds,
				peer: { name: PEER, value: peer.seconds },
			},
			{
				what: `simulator with ${nodes} nodes, most memory`,
				unit: 'MiB',
				ours: memory,
				aim: mebibytes,
				peer: { name: PEER, value: peer.mebibytes },
			},
		]);
	});
}

/** Until each has answered once, and what all use together then. */
async function simulatedHypervisors(count: number): Promise<{ seconds: number; mebibytes: number }> {
	const begin = performance.now();
	const limit = pLimit(16);
	const shells = await Promise.all(Array.from({ length: count }, () => limit(answeringShell)));
	const seconds = (performance.now() - begin) / 1000;
	const mebibytes = shells.reduce((sum, { pid }) => sum + proportionalMib(pid ?? 0), 0);
	await Promise.all(
		shells.map((shell) => {
			const ended = once(shell, 'exit');
			shell.kill('SIGKILL');
			return ended;
		}),
	);
	return { seconds, mebibytes };
}

async function answeringShell(): Promise<ChildProcess> {
	const shell = spawn('virsh', ['-q', '-c', 'test:///default'], { stdio: ['pipe', 'pipe', 'ignore'] });
	shell.stdin.write('nodeinfo\n');
	await once(shell.stdout, 'data');
	return shell;
}

/** Memory that is shared counts once over all who share it. */
function proportionalMib(pid: number): number {
	return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) / 1024;
}
