import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { makeSelfSigned } from '../../../../src/common/certificate.ts';
import { deliver } from '../../../../src/runtime/cloud/mail/deliver.ts';
import { startMailServer } from './support/mail-server.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
	for (const close of closing.splice(0).reverse()) {
		await close();
	}
});

const never = new AbortController().signal;
const letter = {
	id: '6f1c0f3a',
	from: 'admin@cloud.example.org',
	to: 'ada@example.org',
	subject: '[Eucalyptus] Hello',
	text: 'Good day\n',
	date: Date.UTC(2026, 10, 25, 12, 30),
};

async function mailServer(...options: Parameters<typeof startMailServer>) {
	const server = await startMailServer(...options);
	closing.push(() => server.close());
	return server;
}

/** Says these lines to whoever connects, one for each line that comes. */
async function scripted(...lines: readonly string[]) {
	const sockets: Socket[] = [];
	const server = createServer((socket) => {
		sockets.push(socket);
		const rest = [...lines];
		const say = () => {
			const line = rest.shift();
			if (line !== undefined) {
				socket.write(line);
			}
		};
		say();
		socket.on('data', say).on('error', () => undefined);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	closing.push(() => {
		for (const socket of sockets) {
			socket.destroy();
		}

		server.close();
	});
	return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

it('hands over one plain-text mail with all that a mail must have', async () => {
	const server = await mailServer();
	expect(await deliver(server, letter, never)).toBeUndefined();
	expect(server.taken).toMatchObject([{ from: letter.from, to: [letter.to], text: 'Good day\n', encrypted: false }]);
	expect(server.taken[0]?.headers.toSorted()).toEqual([
		'Auto-Submitted: auto-generated',
		'Content-Transfer-Encoding: 7bit',
		'Content-Type: text/plain; charset=utf-8',
		'Date: Wed, 25 Nov 2026 12:30:00 +0000',
		'From: admin@cloud.example.org',
		'MIME-Version: 1.0',
		'Message-ID: <6f1c0f3a@cloud.example.org>',
		'Subject: [Eucalyptus] Hello',
		'To: ada@example.org',
	]);
});

it('keeps every character of the text, and each line short enough for old mail servers', async () => {
	const server = await mailServer();
	const text = `Zoë Müller – 東京\n.\n..two dots\n${'https://cloud.example.org:8443/?action=confirm&code=abc='.repeat(30)}\nFrom here\n`;
	expect(await deliver(server, { ...letter, subject: 'Überprüfung – 東京', text }, never)).toBeUndefined();
	expect(server.taken[0]?.text).toBe(text);
	expect(server.taken[0]?.headers).toContain('Content-Transfer-Encoding: quoted-printable');
	const lines = server.taken[0]?.raw.split('\r\n') ?? [];
	expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(78);
	expect(lines.every((line) => /^[\x20-\x7e]*$/.test(line))).toBe(true);
});

it.each([
	['a subject', { subject: 'Hi\r\nBcc: mallory@example.org\r\n\r\nAnother text' }],
	['a subject with a line end of its own', { subject: 'Hi\nBcc: mallory@example.org' }],
	['a lone carriage return', { subject: 'Hi\rBcc: mallory@example.org' }],
])('makes no header out of %s', async (_, changes) => {
	const server = await mailServer();
	expect(await deliver(server, { ...letter, ...changes }, never)).toBeUndefined();
	expect(server.taken).toMatchObject([{ to: [letter.to], text: letter.text }]);
	expect(server.taken[0]?.headers).toHaveLength(9);
	expect(server.taken[0]?.headers.filter((line) => /^bcc:/i.test(line))).toEqual([]);
});

it.each([
	'ada@example.org, mallory@example.org',
	'ada@example.org\r\nRCPT TO:<mallory@example.org>',
	'ada@example.org>\r\nRCPT TO:<mallory@example.org',
	'ada@example.org\nBcc: mallory@example.org',
])('sends to nobody else than one address: %j', async (to) => {
	const server = await mailServer();
	await deliver(server, { ...letter, to }, never);
	const reached = server.taken.flatMap((mail) => [...mail.to, ...mail.headers.filter((line) => /^bcc:/i.test(line))]);
	expect(reached.filter((address) => address === 'mallory@example.org' || /^bcc:/i.test(address))).toEqual([]);
});

it('encrypts when the server can, whatever its certificate says', async () => {
	const { certificatePem: cert, privateKeyPem: key } = await makeSelfSigned({ commonName: 'another-host' });
	const server = await mailServer({ disabledCommands: ['AUTH'], cert, key });
	expect(await deliver(server, letter, never)).toBeUndefined();
	expect(server.taken).toMatchObject([{ encrypted: true, text: 'Good day\n' }]);
});

it('goes on without encryption when the server thinks better of it', async () => {
	const server = await scripted(
		'220 hello\r\n',
		'250-hello\r\n250 STARTTLS\r\n',
		'454 not now\r\n',
		'250 sender\r\n',
		'250 recipient\r\n',
		'354 go on\r\n',
		'250 taken\r\n',
	);
	expect(await deliver(server, letter, never)).toBeUndefined();
});

it('finds a server by a name that only the system knows', async () => {
	const server = await mailServer();
	expect(await deliver({ host: 'localhost', port: server.port }, letter, never)).toBeUndefined();
	expect(server.taken).toHaveLength(1);
});

it.each([
	['the recipient', 'refused', { rcpt: () => '550 no such user' }],
	['the text', 'refused', { data: () => '554 this is spam' }],
	['the recipient, for now', 'later', { rcpt: () => '451 greylisted' }],
	['the text, for now', 'later', { data: () => '452 disk full' }],
])('tells what the server said when it refuses %s', async (_, kind, answers) => {
	const server = await mailServer();
	Object.assign(server.answers, answers);
	const said = Object.values(answers)[0]?.() ?? '';
	expect(await deliver(server, letter, never)).toEqual({
		kind,
		problem: `127.0.0.1:${server.port} answered ${said}`,
	});
	expect(server.taken).toEqual([]);
});

it('a refused sender may be right another time, since the settings can be mended', async () => {
	const server = await mailServer({ onMailFrom: (_address, _session, done) => done(new Error('who are you?')) });
	expect(await deliver(server, letter, never)).toEqual({
		kind: 'later',
		problem: `127.0.0.1:${server.port} answered 550 who are you?`,
	});
});

it('a server that wants nobody is a matter of the server', async () => {
	const server = await scripted('554 no service here\r\n');
	expect(await deliver(server, letter, never)).toEqual({
		kind: 'unreachable',
		problem: `127.0.0.1:${server.port} answered 554 no service here`,
	});
});

it('tells of every address at which nobody listens', async () => {
	const server = await mailServer();
	await server.close();
	expect(await deliver({ host: '127.0.0.1', port: server.port }, letter, never)).toEqual({
		kind: 'unreachable',
		problem: `127.0.0.1:${server.port}: connect ECONNREFUSED 127.0.0.1:${server.port}`,
	});
	const failure = await deliver({ host: 'localhost', port: server.port }, letter, never);
	expect(failure?.problem).toContain(`connect ECONNREFUSED 127.0.0.1:${server.port}`);
});

it('a server that hangs up at once harms nobody', async () => {
	const server = createServer((socket) => socket.on('error', () => undefined).resetAndDestroy());
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	closing.push(() => server.close());
	const { port } = server.address() as AddressInfo;
	for (let attempt = 0; attempt < 20; attempt += 1) {
		const failure = await deliver({ host: '127.0.0.1', port }, letter, never);
		expect(failure).toMatchObject({ kind: 'unreachable', problem: expect.stringMatching(/^127\.0\.0\.1:\d+: ./) });
	}
});

it('a server that hangs up in the middle has not taken the mail', async () => {
	const server = await mailServer({ onRcptTo: () => void hangUp() });
	const hangUp = () => {
		for (const connection of server.server.connections) {
			connection._socket?.destroy();
		}
	};
	expect(await deliver(server, letter, never)).toMatchObject({ kind: 'unreachable' });
});

it.each([
	['says nothing', []],
	['stops after the greeting', ['220 hello\r\n']],
	[
		'stops before it takes the text',
		['220 hello\r\n', '250 hello\r\n', '250 sender\r\n', '250 recipient\r\n', '354 go on\r\n'],
	],
])('ends when it is told to although the server %s', async (_, lines) => {
	const server = await scripted(...lines);
	const patience = new AbortController();
	const delivered = deliver(server, letter, patience.signal);
	setTimeout(() => patience.abort(new Error('no end of it')), 50);
	expect(await delivered).toEqual({ kind: 'unreachable', problem: `127.0.0.1:${server.port}: no end of it` });
});
