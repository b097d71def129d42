import { Writable } from 'node:stream';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Mail } from '../../../../src/runtime/cloud/engine/mail.ts';
import { type Outbox, openOutbox } from '../../../../src/runtime/cloud/mail/outbox.ts';
import type { Store } from '../../../../src/runtime/cloud/store/open-store.ts';
import { openTestStore } from '../support/open-test-store.ts';
import { removeDirectory, temporaryDirectory } from '../support/test-cloud.ts';
import { startMailServer } from './support/mail-server.ts';
import { ManualClock } from './support/manual-clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How long the outbox rests when nothing waits. */
const IDLE = HOUR;
const ATTEMPT = 2 * MINUTE;

let directory: string;
let store: Store;
let clock: ManualClock;
let server: Awaited<ReturnType<typeof startMailServer>>;
let logged: Record<string, unknown>[];
const outboxes: Outbox[] = [];

beforeEach(async () => {
	directory = await temporaryDirectory();
	store = await openTestStore(directory);
	clock = new ManualClock();
	server = await startMailServer({ host: '127.0.0.1' });
	logged = [];
});

afterEach(async () => {
	await Promise.all(outboxes.splice(0).map((outbox) => outbox.close()));
	await server.close();
	await store.close();
	await removeDirectory(directory);
});

const mail: Mail = { to: 'ada@example.org', subject: 'Hello', text: 'Follow https://cloud/?code=secret\n' };

function open(changes: Partial<Parameters<typeof openOutbox>[0]> = {}): Outbox {
	const log = pino(
		{ base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
		new Writable({
			write(line, _, done) {
				logged.push(JSON.parse(String(line)));
				done();
			},
		}),
	);
	const from = async () => 'admin@example.org';
	const outbox = openOutbox({ store, smtpServer: server, from, clock, log, ...changes });
	outboxes.push(outbox);
	return outbox;
}

async function send(outbox: Outbox, ...mails: readonly Mail[]): Promise<void> {
	await store.transaction(async (tx) => {
		for (const each of mails) {
			await outbox.queue(tx, each);
		}
	});
	outbox.wake();
}

const recipients = () => server.taken.flatMap(({ to }) => to).toSorted();

it('sends what was queued, and keeps nothing of it', async () => {
	const outbox = open();
	await clock.asleepFor(IDLE);
	await send(outbox, mail, { ...mail, to: 'bob@example.org' });
	await expect.poll(() => outbox.waiting()).toEqual([]);
	expect(recipients()).toEqual(['ada@example.org', 'bob@example.org']);
	expect(server.taken.every(({ from, text }) => from === 'admin@example.org' && text === mail.text)).toBe(true);
	await clock.asleepFor(IDLE);
	const sent = logged.map(({ msg, to }) => `${msg}: ${to}`);
	expect(sent.toSorted()).toEqual(['mail sent: ada@example.org', 'mail sent: bob@example.org']);
});

it('sends at once what comes while another mail is being sent', async () => {
	const outbox = open();
	await clock.asleepFor(IDLE);
	server.answers.hold = async () => {
		server.answers.hold = undefined;
		await send(outbox, { ...mail, to: 'bob@example.org' });
	};
	await send(outbox, mail);
	await expect.poll(recipients).toEqual(['ada@example.org', 'bob@example.org']);
});

it('sends nothing of a transaction that was undone', async () => {
	const outbox = open();
	const undone = store.transaction(async (tx) => {
		await outbox.queue(tx, { ...mail, to: 'nobody@example.org' });
		throw new Error('undo');
	});
	await expect(undone).rejects.toThrow('undo');
	await send(outbox, mail);
	await expect.poll(() => outbox.waiting()).toEqual([]);
	expect(recipients()).toEqual(['ada@example.org']);
});

it('makes one line of the subject', async () => {
	server.answers.rcpt = () => '451 later';
	const outbox = open();
	await send(outbox, { ...mail, subject: ' [Eucalyptus]  Application (a\r\nBcc: x@example.org\0) ' });
	expect(await outbox.waiting()).toMatchObject([{ subject: '[Eucalyptus] Application (a Bcc: x@example.org )' }]);
});

it('tries again after 1, 5, 15 and 60 minutes and then each hour, and tells why it had to', async () => {
	server.answers.rcpt = () => '451 greylisted';
	const outbox = open();
	const since = clock.now();
	await clock.asleepFor(IDLE);
	await send(outbox, mail);
	for (const [index, minutes] of [1, 5, 15].entries()) {
		await clock.asleepFor(minutes * MINUTE);
		const problem = `127.0.0.1:${server.port} answered 451 greylisted`;
		const nextAt = clock.now() + minutes * MINUTE;
		expect(await outbox.waiting()).toEqual([
			{ to: mail.to, subject: mail.subject, attempts: index + 1, problem, since, nextAt },
		]);
		await clock.pass(minutes * MINUTE);
	}

	for (const attempts of [4, 5]) {
		await expect.poll(() => outbox.waiting()).toMatchObject([{ attempts, nextAt: clock.now() + HOUR }]);
		await clock.pass(HOUR);
	}

	await expect.poll(() => outbox.waiting()).toMatchObject([{ attempts: 6 }]);
	server.answers.rcpt = undefined;
	await clock.pass(HOUR);
	await expect.poll(() => outbox.waiting()).toEqual([]);
	expect(server.taken).toHaveLength(1);
});

it('gives up after three days, says which mail, and not what it said; it is tried again when somebody asks', async () => {
	server.answers.rcpt = () => '451 greylisted';
	const outbox = open();
	const begin = clock.now();
	await clock.asleepFor(IDLE);
	await send(outbox, mail);
	await clock.pass(MINUTE);
	await clock.pass(5 * MINUTE, 3 * DAY - MINUTE - 1);
	await clock.asleepFor(15 * MINUTE);
	expect(await outbox.waiting()).toMatchObject([{ attempts: 3, nextAt: begin + 3 * DAY - 1 + 15 * MINUTE }]);
	await clock.pass(15 * MINUTE);
	await expect.poll(() => outbox.waiting()).toMatchObject([{ attempts: 4, nextAt: undefined }]);
	await clock.asleepFor(IDLE);
	expect(logged.at(-1)).toMatchObject({
		level: 'error',
		msg: 'mail given up',
		to: mail.to,
		subject: mail.subject,
		problem: expect.stringContaining('451 greylisted'),
	});
	expect(JSON.stringify(logged)).not.toContain('secret');
	await clock.pass(IDLE);
	await clock.asleepFor(IDLE);
	expect(await outbox.waiting()).toMatchObject([{ nextAt: undefined }]);
	server.answers.rcpt = undefined;
	await outbox.tryAgain();
	await expect.poll(() => outbox.waiting()).toEqual([]);
	expect(server.taken).toHaveLength(1);
});

it.each([
	['a recipient', { rcpt: (to: string) => (to === mail.to ? '550 no such user' : undefined) }],
	['a text', { data: (to: string) => (to === mail.to ? '550 no such user' : undefined) }],
])('does not insist when %s is refused for good, until somebody asks; others are sent', async (_, answers) => {
	Object.assign(server.answers, answers);
	const outbox = open();
	await send(outbox, mail, { ...mail, to: 'bob@example.org' });
	await expect.poll(() => outbox.waiting()).toMatchObject([{ to: mail.to, attempts: 1, nextAt: undefined }]);
	await expect.poll(recipients).toEqual(['bob@example.org']);
	await clock.pass(IDLE);
	await clock.asleepFor(IDLE);
	const problem = `127.0.0.1:${server.port} answered 550 no such user`;
	expect(await outbox.waiting()).toMatchObject([{ attempts: 1, problem }]);
	expect(logged.filter(({ level }) => level === 'error')).toEqual([
		{ level: 'error', msg: 'mail refused', to: mail.to, subject: mail.subject, attempts: 1, problem },
	]);
	Object.assign(server.answers, { rcpt: undefined, data: undefined });
	await outbox.tryAgain();
	await expect.poll(() => outbox.waiting()).toEqual([]);
});

it('forgets after 30 days what it could not send: its links have expired', async () => {
	server.answers.rcpt = () => '550 no such user';
	const outbox = open();
	await send(outbox, mail);
	await expect.poll(() => outbox.waiting()).toMatchObject([{ nextAt: undefined }]);
	await clock.pass(IDLE, 30 * DAY);
	await clock.asleepFor(IDLE);
	expect(await outbox.waiting()).toHaveLength(1);
	await clock.pass(IDLE);
	await expect.poll(() => outbox.waiting()).toEqual([]);
	expect(server.taken).toEqual([]);
});

it('waits for a server that is not there yet, and asks it once for all that is due', async () => {
	await server.close();
	const outbox = open();
	await clock.asleepFor(IDLE);
	await send(outbox, mail, { ...mail, to: 'bob@example.org' });
	await clock.asleepFor(MINUTE);
	const problem = expect.stringContaining('ECONNREFUSED');
	expect(await outbox.waiting()).toMatchObject([
		{ attempts: 1, problem },
		{ attempts: 1, problem },
	]);
	expect(logged).toEqual([{ level: 'warn', msg: 'no mail can be sent now', waiting: 2, problem }]);
	server = await startMailServer({ host: server.host, port: server.port });
	await clock.pass(MINUTE);
	await expect.poll(() => outbox.waiting()).toEqual([]);
	expect(recipients()).toEqual(['ada@example.org', 'bob@example.org']);
});

it('has patience with a silent server for two minutes, and tries again', async () => {
	const hold = Promise.withResolvers<void>();
	server.answers.hold = () => hold.promise;
	const outbox = open();
	await send(outbox, mail);
	await clock.pass(ATTEMPT);
	await expect
		.poll(() => outbox.waiting())
		.toMatchObject([{ attempts: 1, problem: `127.0.0.1:${server.port}: no end of it within 120 seconds` }]);
	server.answers.hold = undefined;
	await clock.pass(MINUTE);
	await expect.poll(() => outbox.waiting()).toEqual([]);
	hold.resolve();
});

it('sends nothing before there is a sender, and says so', async () => {
	let sender = '';
	const outbox = open({ from: async () => sender });
	await send(outbox, mail);
	await expect
		.poll(() => outbox.waiting())
		.toMatchObject([
			{ problem: 'there is no address to send from: the administrator has not entered an e-mail address yet' },
		]);
	sender = 'root@example.org';
	await clock.pass(MINUTE);
	await expect.poll(() => outbox.waiting()).toEqual([]);
	expect(server.taken).toMatchObject([{ from: 'root@example.org' }]);
});

it('looks at the mails again later when the records cannot be read for a while', async () => {
	let isBroken = true;
	const outbox = open({
		from: async () => {
			if (isBroken) {
				throw new Error('no records');
			}

			return 'admin@example.org';
		},
	});
	await clock.asleepFor(IDLE);
	await send(outbox, mail);
	await clock.asleepFor(MINUTE);
	expect(logged).toEqual([{ level: 'error', msg: 'mails not looked at', problem: 'no records' }]);
	isBroken = false;
	await clock.pass(MINUTE);
	await expect.poll(() => outbox.waiting()).toEqual([]);
});

it('goes on with what an earlier process left', async () => {
	const first = open();
	await first.close();
	await send(first, mail);
	expect(server.taken).toEqual([]);
	const second = open();
	await expect.poll(() => second.waiting()).toEqual([]);
	expect(server.taken).toHaveLength(1);
});

it('finishes the mail that is being sent when it is closed, so that nobody gets it twice', async () => {
	const hold = Promise.withResolvers<void>();
	server.answers.hold = () => hold.promise;
	const first = open();
	await send(first, mail, { ...mail, to: 'bob@example.org' });
	await clock.asleepFor(ATTEMPT);
	const closed = first.close();
	await clock.asleepFor(5_000);
	hold.resolve();
	await closed;
	expect(server.taken).toHaveLength(1);
	const second = open();
	await expect.poll(() => second.waiting()).toEqual([]);
	expect(recipients()).toEqual(['ada@example.org', 'bob@example.org']);
});

it('does not wait for a silent server for more than five seconds when it is closed; the mail stays', async () => {
	const hold = Promise.withResolvers<void>();
	server.answers.hold = () => hold.promise;
	const first = open();
	await send(first, mail);
	await clock.asleepFor(ATTEMPT);
	const closed = Promise.all([first.close(), first.close()]);
	await clock.pass(5_000);
	await closed;
	expect(await first.waiting()).toMatchObject([{ to: mail.to, attempts: 1, problem: undefined }]);
	server.answers.hold = undefined;
	const second = open();
	await clock.pass(55_000);
	await expect.poll(() => second.waiting()).toEqual([]);
	hold.resolve();
});
