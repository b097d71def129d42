import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import ssh2 from 'ssh2';
import { expect, onTestFinished, test } from 'vitest';
import { session } from '../../../src/installer/transport/ssh-session.ts';

/** Hands on what a server says in one piece, as a slow network or a busy machine does. */
async function inOnePiece(port: number): Promise<number> {
	const relay = createServer((socket) => {
		const server = connect(port, '127.0.0.1');
		let held: Buffer[] = [];
		server.on('data', (chunk) => {
			held.push(chunk);
			setTimeout(() => {
				socket.write(Buffer.concat(held));
				held = [];
			}, 100);
		});
		socket.pipe(server);
		socket.on('error', () => {});
		server.on('error', () => {});
	});
	relay.listen(0, '127.0.0.1');
	await once(relay, 'listening');
	onTestFinished(() => void relay.close());
	return (relay.address() as AddressInfo).port;
}

test('a command that has ended before anybody could listen has ended with its status all the same', async () => {
	const { privateKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
		publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
	});
	const server = new ssh2.Server({ hostKeys: [privateKey] }, (connection) => {
		connection.on('error', () => {});
		connection.on('authentication', (attempt) => attempt.accept());
		connection.on('session', (accept) => {
			accept().on('exec', (start) => {
				const channel = start();
				channel.exit(7);
				channel.end();
			});
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(() => void server.close());
	const client = new ssh2.Client();
	onTestFinished(() => void client.destroy());
	client.connect({
		host: '127.0.0.1',
		port: await inOnePiece((server.address() as AddressInfo).port),
		username: 'root',
		password: 'x',
	});
	await once(client, 'ready');
	const options = { command: 'exit 7', preface: '', marker: 'marker', lost: () => undefined };
	await expect(session(client, options)).resolves.toMatchObject({ began: false, exitCode: 7 });
});
