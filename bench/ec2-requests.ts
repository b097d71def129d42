// What one small signed request costs the server in CPU: Query with signature versions 2 and 4, and SOAP with X.509.
import { readFileSync } from 'node:fs';
import { cpuPerRequest, querySignedV2, querySignedV4, soapSigned, type Target } from './support/ec2-load.ts';
import { report } from './support/report.ts';
import { withPythonPeer } from './support/with-python-peer.ts';
import { type Bench, withSimulator } from './support/with-simulator.ts';

const LOAD = { count: 4000, parallel: 8, window: 6 };
const ACTION = 'DescribeKeyPairs';

await withSimulator(['--nodes', '1'], measure);

async function measure({ pid, report: told }: Bench): Promise<void> {
	const pem = (file: string) => readFileSync(file, 'utf8');
	const pair = { certificatePem: pem(told.certFile), privateKeyPem: pem(told.keyFile) };
	const ways = [
		{ way: 'Query, signature 2', aim: 1, make: querySignedV2 },
		{ way: 'Query, signature 4', aim: 1, make: querySignedV4 },
		// 800 per second of CPU
		{ way: 'SOAP, RSA-SHA256', aim: 1.25, make: (_: Target, action: string) => soapSigned(pair, action) },
	];
	for (const { way, aim, make } of ways) {
		const cost = (target: Target) => cpuPerRequest(target, make(target, ACTION), LOAD);
		const ours = await cost({ pid, url: told.ec2Url, ...told });
		const peer = await withPythonPeer(0, told, cost);
		report([{ what: `one small request, ${way}, server CPU`, unit: 'ms', ours, aim, peer }]);
	}
}
