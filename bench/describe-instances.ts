// Server CPU of DescribeInstances with 1 000 instances, over HTTP, signed: the whole process with its clusters and nodes,
// minus what it uses by itself in the same time.
import { setTimeout as delay } from 'node:timers/promises';
import { items } from '../src/tools/ec2-client/ec2-client.ts';
import { cpuPerRequest, querySignedV4, type Target } from './support/ec2-load.ts';
import { report } from './support/report.ts';
import { withPythonPeer } from './support/with-python-peer.ts';
import { type Bench, withSimulator } from './support/with-simulator.ts';

const INSTANCES = 1000;
const PER_REQUEST = 100;
const ROUNDS = 100;

await withSimulator(['--nodes', '10', '--cores', '128', '--memory', '100000', '--disk', '10000'], measure);

async function measure({ pid, ec2, imageId, report: told }: Bench): Promise<void> {
	for (let count = 0; count < INSTANCES; count += PER_REQUEST) {
		await ec2('RunInstances', { ImageId: imageId, MinCount: String(PER_REQUEST), MaxCount: String(PER_REQUEST) });
	}

	const reservations = items(await ec2('DescribeInstances'), 'reservationSet');
	const found = reservations.flatMap((each) => items(each, 'instancesSet')).length;
	if (found !== INSTANCES) {
		throw new Error(`${found} instances instead of ${INSTANCES}`);
	}

	// All started and settled, so that what goes on by itself is the same in both measurements.
	await delay(15_000);
	const cost = (target: Target) => cpuPerRequest(target, querySignedV4(target, 'DescribeInstances'), ROUNDS, 1);
	const ours = await cost({ pid, url: told.ec2Url, ...told });
	const peer = await withPythonPeer(INSTANCES, told, cost);
	report([{ what: `DescribeInstances of ${INSTANCES} instances, server CPU`, unit: 'ms', ours, aim: 15, peer }]);
}
