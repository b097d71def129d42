// What the programs need of their Node, each once: prints one line for each and `all N` at the end. For Node 18 and 24.
import { execFile, spawn } from 'node:child_process';
import { createHash, createSign, createVerify, generateKeyPairSync, randomBytes, scryptSync } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createReadStream, createWriteStream, fsyncSync, openSync, watch } from 'node:fs';
import * as fs from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { cpus, networkInterfaces, tmpdir, totalmem } from 'node:os';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { createGunzip, createGzip } from 'node:zlib';

const work = await fs.mkdtemp(`${tmpdir()}/exercise-`);
const expect = (condition, what) => {
	if (!condition) throw new Error(what);
};
const has = (major) => Number(process.versions.node.split('.')[0]) >= major;

const EXERCISES = {
	async 'files beside and renamed'() {
		const file = await fs.open(`${work}/a.tmp`, 'wx', 0o600);
		await file.chmod(0o640);
		await file.writeFile('x'.repeat(300_000));
		await file.sync();
		await file.close();
		await fs.rename(`${work}/a.tmp`, `${work}/a`);
		fsyncSync(openSync(work, 'r'));
		expect((await fs.stat(`${work}/a`)).size === 300_000, 'size');
	},
	async 'copies, links, times, directories'() {
		await fs.copyFile(`${work}/a`, `${work}/b`);
		await fs.link(`${work}/b`, `${work}/c`);
		await fs.symlink('c', `${work}/d`);
		await fs.utimes(`${work}/c`, 1e9, 1e9);
		await fs.mkdir(`${work}/e/f/g`, { recursive: true });
		await fs.cp(`${work}/e`, `${work}/h`, { recursive: true });
		expect((await fs.readdir(work, { withFileTypes: true })).length === 6, 'entries');
		expect((await fs.realpath(`${work}/d`)).endsWith('/c'), 'link');
		await fs.truncate(`${work}/b`, 10);
		await fs.rm(`${work}/h`, { recursive: true });
	},
	async 'streams and compression'() {
		await pipeline(createReadStream(`${work}/a`), createGzip(), createWriteStream(`${work}/a.gz`));
		await pipeline(createReadStream(`${work}/a.gz`), createGunzip(), createWriteStream(`${work}/z`));
		expect((await fs.readFile(`${work}/z`)).length === 300_000, 'content');
	},
	async 'a watched directory'() {
		const watcher = watch(work);
		const seen = once(watcher, 'change');
		await sleep(50);
		await fs.writeFile(`${work}/watched`, '1');
		await seen;
		watcher.close();
	},
	async 'HTTP over TCP and over a socket file, 100 at once'() {
		for (const where of [{ port: 0, host: '127.0.0.1' }, { path: `${work}/sock` }]) {
			const server = http.createServer((request, response) => void request.pipe(response)).listen(where);
			await once(server, 'listening');
			const to = where.path ? { socketPath: where.path } : { port: server.address().port, host: '127.0.0.1' };
			await Promise.all(
				Array.from({ length: 100 }, async () => {
					const request = http.request({ ...to, method: 'POST' });
					request.end('hello');
					const [response] = await once(request, 'response');
					const parts = await response.toArray();
					expect(Buffer.concat(parts).toString() === 'hello', 'echo');
				}),
			);
			server.close();
		}
	},
	async TLS() {
		const server = tls.createServer({ ...JSON.parse(process.env.TLS_PAIR) }, (socket) => socket.end('secret'));
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const socket = tls.connect({ port: server.address().port, host: '127.0.0.1', rejectUnauthorized: false });
		const [data] = await once(socket, 'data');
		expect(data.toString() === 'secret', 'data');
		server.close();
	},
	async 'datagrams and names'() {
		const socket = createSocket('udp4');
		socket.bind(0, '127.0.0.1');
		await once(socket, 'listening');
		socket.send('hi', socket.address().port, '127.0.0.1');
		const [message] = await once(socket, 'message');
		expect(message.toString() === 'hi', 'datagram');
		socket.close();
		const server = net.createServer().listen(0, 'frontend');
		await once(server, 'listening');
		server.close();
	},
	async 'children: output, input, status, signals, groups of their own'() {
		const { stdout } = await promisify(execFile)(process.execPath, ['-p', '6*7']);
		expect(stdout === '42\n', 'a child of its own kind');
		const shell = spawn('/bin/sh', ['-c', 'cat; exit 3'], { detached: true });
		shell.stdin.end('in');
		const [[data], [code]] = await Promise.all([once(shell.stdout, 'data'), once(shell, 'exit')]);
		expect(data.toString() === 'in' && code === 3, 'shell');
		const sleeper = spawn('/bin/sleep', ['60']);
		sleeper.kill('SIGTERM');
		expect((await once(sleeper, 'exit'))[1] === 'SIGTERM', 'signal');
	},
	async 'keys, signatures, digests, randomness'() {
		const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
		const signature = createSign('RSA-SHA1').update('x').sign(privateKey);
		expect(createVerify('RSA-SHA1').update('x').verify(publicKey, signature), 'signature');
		expect(createHash('sha256').update(randomBytes(8)).digest('hex').length === 64, 'digest');
		expect(scryptSync('p', 's', 32).length === 32, 'scrypt');
	},
	async threads() {
		const worker = new Worker('require("worker_threads").parentPort.postMessage(process.memoryUsage().rss)', {
			eval: true,
		});
		expect((await once(worker, 'message'))[0] > 0, 'message');
	},
	async 'the machine'() {
		expect(cpus().length > 0 && totalmem() > 0 && networkInterfaces()['lo'] !== undefined, 'facts');
	},
	...(has(24) && {
		async 'database with a journal of its own'() {
			const { DatabaseSync } = await import('node:sqlite');
			const database = new DatabaseSync(`${work}/db`, { timeout: 100 });
			database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full');
			database.exec('create table t (n); begin immediate; insert into t values (1); commit');
			expect(database.prepare('select n from t').get().n === 1, 'row');
			database.close();
		},
		async fetch() {
			const server = http.createServer((_request, response) => void response.end('{"a":1}')).listen(0, '127.0.0.1');
			await once(server, 'listening');
			expect((await (await fetch(`http://127.0.0.1:${server.address().port}`)).json()).a === 1, 'answer');
			server.closeAllConnections();
			server.close();
		},
	}),
};

for (const [name, exercise] of Object.entries(EXERCISES)) {
	await exercise();
	process.stdout.write(`${name}\n`);
}

await fs.rm(work, { recursive: true });
process.stdout.write(`all ${Object.keys(EXERCISES).length}\n`);
process.exit(0);
