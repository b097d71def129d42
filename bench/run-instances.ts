// Control-plane cost of RunInstances: from the signed request of a client in another process to the moment that the
// hypervisor of a node is told to create the domain, over cloud, cluster and node controller with WS-Security on every hop.
import { watch } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../src/common/run.ts';
import { items, textAt } from '../src/tools/ec2-client/ec2-client.ts';
import { percentile, report } from './support/report.ts';
import { type Bench, withSimulator } from './support/with-simulator.ts';

const WARM_UP = 30;
const ROUNDS = 150;

await withSimulator(['--nodes', '1', '--cores', '512', '--memory', '1000000', '--disk', '100000'], measure);

async function measure({ directory, ec2, imageId }: Bench): Promise<void> {
	const created = createdDomains(join(directory, 'nodes/cluster1-node1/domains'));
	const bare = await bareDomains(directory);
	const times: number[] = [];
	const peers: number[] = [];
	for (let round = 0; round < WARM_UP + ROUNDS; round++) {
		const begin = performance.now();
		const answer = await ec2('RunInstances', { ImageId: imageId, MinCount: '1', MaxCount: '1' });
		const id = textAt(items(answer, 'instancesSet')[0], 'instanceId') ?? '';
		const end = await created.timeOf(id);
		if (round >= WARM_UP) {
			times.push(end - begin);
			peers.push(await bare());
		}
	}

	created.close();
	report([
		{
			what: 'RunInstances, request in to domain create, p50',
			unit: 'ms',
			ours: percentile(times, 50),
			aim: 40,
			peer: {
				name: "virsh create with libvirt's own simulated driver, no cloud around it",
				value: percentile(peers, 50),
			},
		},
	]);
	console.log(`p90 ${percentile(times, 90).toFixed(1)} ms, p99 ${percentile(times, 99).toFixed(1)} ms, ${ROUNDS} runs`);
}

/** Milliseconds of a virsh that creates a domain of libvirt's test driver and ends: the driver forgets it again. */
async function bareDomains(directory: string): Promise<() => Promise<number>> {
	const file = join(directory, 'peer.xml');
	await writeFile(
		file,
		"<domain type='test'><name>peer</name><memory unit='MiB'>128</memory><vcpu>1</vcpu><os><type>hvm</type></os></domain>",
	);
	return async () => {
		const begin = performance.now();
		await run('virsh', ['-q', '-c', 'test:///default', 'create', file]);
		return performance.now() - begin;
	};
}

/** The simulated hypervisor writes one file per domain when it creates it. */
function createdDomains(directory: string) {
	const times = new Map<string, number>();
	const waiting = new Map<string, (time: number) => void>();
	const watcher = watch(directory, (_, file) => {
		const id = String(file).replace(/\.json$/, '');
		if (!times.has(id)) {
			const now = performance.now();
			times.set(id, now);
			waiting.get(id)?.(now);
		}
	});
	return {
		timeOf: (id: string) =>
			new Promise<number>((resolve) => {
				const known = times.get(id);
				if (known === undefined) {
					waiting.set(id, resolve);
				} else {
					resolve(known);
				}
			}),
		close: () => watcher.close(),
	};
}
