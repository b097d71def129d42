// Server CPU of DescribeInstances with 1 000 instances, over HTTP, signed: the whole process with its clusters and nodes,
// minus what it uses by itself in the same time.
import { setTimeout as delay } from 'node:timers/promises';
import { type Ec2Call, items } from '../src/tools/ec2-client/ec2-client.ts';
import { asInstance } from '../src/tools/ec2-client/instance.ts';
import { cpuPerRequest, querySignedV4, type Target } from './support/ec2-load.ts';
import { report } from './support/report.ts';
import { withPythonPeer } from './support/with-python-peer.ts';
import { type Bench, withSimulator } from './support/with-simulator.ts';

const INSTANCES = 1000;
const PER_REQUEST = 100;
const LOAD = { count: 150, parallel: 1, window: 15 };

await withSimulator(['--nodes', '10', '--cores', '128', '--memory', '100000', '--disk', '10000'], measure);

async function untilAllRun(ec2: Ec2Call): Promise<void> {
	for (let tries = 0; ; tries++) {
		const reservations = items(await ec2('DescribeInstances'), 'reservationSet');
		const instances = reservations.flatMap((each) => items(each, 'instancesSet').map(asInstance));
		const running = instances.filter(({ state }) => state === 'running').length;
		if (running === INSTANCES) {
			return;
		}

		if (tries > 120) {
			throw new Error(`${running} instances run instead of ${INSTANCES}`);
		}

		await delay(500);
	}
}

async function measure({ pid, ec2, imageId, report: told }: Bench): Promise<void> {
	for (let count = 0; count < INSTANCES; count += PER_REQUEST) {
		await ec2('RunInstances', { ImageId: imageId, MinCount: String(PER_REQUEST), MaxCount: String(PER_REQUEST) });
	}

	// All started and settled, so that what goes on by itself is the same in both measurements.
	await untilAllRun(ec2);
	await delay(10_000);
	const cost = (target: Target) => cpuPerRequest(target, querySignedV4(target, 'DescribeInstances'), LOAD);
	const ours = await cost({ pid, url: told.ec2Url, ...told });
	const peer = await withPythonPeer(INSTANCES, told, cost);
	report([{ what: `DescribeInstances of ${INSTANCES} instances, server CPU`, unit: 'ms', ours, aim: 15, peer }]);
}
