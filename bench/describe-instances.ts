// Server CPU of DescribeInstances with 1 000 instances, over HTTP, signed: the whole process with its clusters and nodes,
// minus what it uses by itself in the same time.
import { setTimeout as delay } from 'node:timers/promises';
import { items } from '../src/tools/ec2-client/ec2-client.ts';
import { cpuSecondsOf } from './support/cpu.ts';
import { report } from './support/report.ts';
import { type Bench, withSimulator } from './support/with-simulator.ts';

const INSTANCES = 1000;
const PER_REQUEST = 100;
const ROUNDS = 100;

await withSimulator(['--nodes', '10', '--cores', '128', '--memory', '100000', '--disk', '10000'], measure);

async function measure({ pid, ec2, imageId }: Bench): Promise<void> {
	for (let count = 0; count < INSTANCES; count += PER_REQUEST) {
		await ec2('RunInstances', { ImageId: imageId, MinCount: String(PER_REQUEST), MaxCount: String(PER_REQUEST) });
	}

	const describe = async () =>
		items(await ec2('DescribeInstances'), 'reservationSet').flatMap((each) => items(each, 'instancesSet')).length;
	for (let round = 0; round < 20; round++) {
		const found = await describe();
		if (found !== INSTANCES) {
			throw new Error(`${found} instances instead of ${INSTANCES}`);
		}
	}

	// All started and settled, so that what goes on by itself is the same in both measurements.
	await delay(15_000);
	const idle = await cpuDuring(pid, () => delay(10_000));
	const busy = await cpuDuring(pid, async () => {
		for (let round = 0; round < ROUNDS; round++) {
			await describe();
		}
	});
	const each = (busy.cpu - (idle.cpu / idle.wall) * busy.wall) / ROUNDS;
	report([
		{
			what: `DescribeInstances of ${INSTANCES} instances, server CPU`,
			unit: 'ms',
			ours: each * 1000,
			aim: 30,
			peer: 'moto is not in Debian 12; ec2-describe-instances.ts compares with plain JSON',
		},
	]);
}

async function cpuDuring(pid: number, work: () => Promise<void>): Promise<{ cpu: number; wall: number }> {
	const cpu = cpuSecondsOf(pid);
	const begin = performance.now();
	await work();
	return { cpu: cpuSecondsOf(pid) - cpu, wall: (performance.now() - begin) / 1000 };
}
