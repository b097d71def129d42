// Server CPU per request of the EC2 interface: DescribeInstances of 1 000 instances (aim: 15 ms) and a small signed
// request (aim: 1 ms), over HTTP with a client in another process. Beside it JSON.stringify of the same content, the
// least that any server in this language pays to write it.
import { fork } from 'node:child_process';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../src/common/clock.ts';
import { silentLog } from '../src/common/log.ts';
import { reservationsOf } from '../src/runtime/cloud/api/ec2/describe/instance.ts';
import { createEc2Interface } from '../src/runtime/cloud/api/ec2/interface.ts';
import { signedQuery } from '../test/runtime/cloud/api/ec2/support/call.ts';
import { memoryEngine, testInstance, testUser } from '../test/runtime/cloud/api/ec2/support/memory-engine.ts';

const alice = testUser('alice');
const [port, action, rounds] = process.argv.slice(2);
await (port === undefined ? measure() : ask(Number(port), action ?? '', Number(rounds)));

async function measure(): Promise<void> {
	const engine = memoryEngine();
	engine.list.push(...Array.from({ length: 1000 }, (_, i) => testInstance(i)));
	const handler = createEc2Interface({ engine, clock: systemClock, log: silentLog });
	const server = createServer((message, response) => void handler(message, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port: listening } = server.address() as AddressInfo;
	for (const [name, count] of [
		['DescribeInstances', 200],
		['DescribeRegions', 3000],
	] as const) {
		await client(listening, name, 100);
		const before = process.cpuUsage();
		await client(listening, name, count);
		const { user, system } = process.cpuUsage(before);
		console.log(`${name}: ${((user + system) / 1000 / count).toFixed(3)} ms CPU per request`);
	}

	const before = process.cpuUsage();
	for (let i = 0; i < 200; i++) {
		JSON.stringify(reservationsOf(engine.list, '2016-11-15'));
	}

	const { user, system } = process.cpuUsage(before);
	console.log(`JSON.stringify of the same instances: ${((user + system) / 1000 / 200).toFixed(3)} ms CPU`);
	server.close();
	server.closeAllConnections();
}

function client(listening: number, name: string, count: number): Promise<void> {
	return new Promise((resolve, reject) => {
		fork(import.meta.filename, [String(listening), name, String(count)]).once('exit', (status) =>
			status === 0 ? resolve() : reject(new Error(`the client ended with status ${status}`)),
		);
	});
}

async function ask(to: number, name: string, count: number): Promise<void> {
	const host = `127.0.0.1:${to}`;
	for (let i = 0; i < count; i++) {
		const path = `/services/Eucalyptus?${signedQuery(alice, host, { Action: name }, Date.now())}`;
		await new Promise<void>((resolve, reject) => {
			request({ port: to, path, headers: { host } }, (response) => {
				response
					.resume()
					.once('end', () =>
						response.statusCode === 200 ? resolve() : reject(new Error(`the server answered ${response.statusCode}`)),
					);
			})
				.once('error', reject)
				.end();
		});
	}

	process.exit(0);
}
