import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../src/runtime/cloud/start-cloud.ts';
import { type Identities, makeIdentities } from '../support/identities.ts';
import { eventually, removeDirectory, startTestCloud, temporaryDirectory } from '../support/test-cloud.ts';
import { ADMIN, ALICE, Browser, firstLogin, MovedClock, settingsFor, startMailServer } from './support.ts';

let identities: Identities;
let directory: string;
let cloud: RunningCloud;
let clock: MovedClock;
let mail: Awaited<ReturnType<typeof startMailServer>>;

beforeAll(async () => {
	identities = await makeIdentities();
});

const start = () =>
	startTestCloud(directory, identities, {
		clock,
		webSettings: settingsFor(mail.port),
	});

beforeEach(async () => {
	directory = await temporaryDirectory();
	clock = new MovedClock();
	mail = await startMailServer();
	cloud = await start();
});

afterEach(async () => {
	await cloud.close();
	await mail.close();
	await removeDirectory(directory);
});

const browser = () => new Browser(cloud.webUrl);
const apply = (changes: Partial<typeof ALICE> = {}) => browser().send('/apply', '/apply', { ...ALICE, ...changes });
const link = ({ links }: { readonly links: readonly string[] }, action: string) =>
	links.find((each) => each.includes(`action=${action}`)) ?? `no link to ${action}`;

it('lets nobody apply before the administrator has logged in, changed the password and given an address', async () => {
	expect((await browser().open('/')).text).not.toContain('Apply for account');
	const refused = await browser().open('/apply');
	expect(refused.text).toContain('the administrator has to log in first');

	const admin = browser();
	const first = await admin.logIn('admin', 'admin');
	expect(first.text).toContain('Before you go on');
	expect((await admin.open('/users')).text).toContain('Before you go on');
	const short = await admin.send('/first-login', '/first-login', { password: 'abc', again: 'abc', email: 'a@b.org' });
	expect(short).toMatchObject({ status: 400, text: expect.stringContaining('fewer than 5 characters') });
	const noAddress = await admin.send('/first-login', '/first-login', { ...ADMIN, email: 'nobody' });
	expect(noAddress.text).toContain('is not an e-mail address');
	const telling = await admin.send('/first-login', '/first-login', {
		password: 'admin1',
		again: 'admin1',
		email: 'a@b.org',
	});
	expect(telling.text).toContain('holds the username');
	const done = await admin.send('/first-login', '/first-login', { ...ADMIN, email: 'root@example.org' });
	expect(done.text).toContain('Generate Certificate');

	expect((await browser().open('/')).text).toContain('Apply for account');
	expect((await browser().logIn('admin', 'admin')).status).toBe(401);
	expect((await browser().logIn('admin', ADMIN.password)).text).toContain('root@example.org');
});

it('leads from the application by mails of approval and confirmation to an account whose keys work', async () => {
	const admin = await firstLogin(cloud.webUrl);
	expect((await apply()).text).toContain('Thank you');
	expect(await cloud.engine.users.byName('alice')).toBeUndefined();
	const request = await mail.next('root@example.org');
	expect(request.subject).toMatch(/^\[Eucalyptus\] .*\(alice@example\.org\)$/);
	for (const told of ['alice', 'Alice Liddell', ALICE.telephone, 'Christ Church', 'C. L. Dodgson', 'Down the hole,']) {
		expect(request.text).toContain(told);
	}

	const early = await browser().logIn('alice', ALICE.password);
	expect(early).toMatchObject({ status: 403, text: expect.stringContaining('has not approved this account yet') });
	expect((await browser().logIn('alice', 'guessed')).text).toContain('The username or the password is wrong');

	// the link of the mail asks a stranger to log in first, and then goes on
	const elsewhere = browser();
	const asked = await elsewhere.open(link(request, 'approve'));
	expect(asked.text).toContain('Sign in');
	const page = await elsewhere.send(link(request, 'approve'), '/login', {
		userName: 'admin',
		password: ADMIN.password,
	});
	expect(page.text).toContain('Approve alice?');
	expect((await admin.open('/users')).text).toContain('unapproved');
	const approved = await elsewhere.send(link(request, 'approve'), '/users/alice/approve');
	expect(approved.text).toContain('The user was approved');
	expect(approved.text).toContain('unconfirmed');

	const approval = await mail.next('alice@example.org');
	expect((await browser().logIn('alice', ALICE.password)).text).toContain('follow the link in the e-mail');
	const confirm = link(approval, 'confirm');
	expect((await browser().open(confirm)).text).toContain('Confirm your account');
	const wrong = await browser().send(confirm, '/login', { userName: 'alice', password: 'guessed' });
	expect(wrong.status).toBe(401);
	const alice = browser();
	const active = await alice.send(confirm, '/login', { userName: 'alice', password: ALICE.password });
	expect(active.text).toContain('Your account is now active.');
	expect(await cloud.engine.users.byName('alice')).toMatchObject({ enabled: true, isAdmin: false });
	expect((await admin.open('/users')).text).toMatch(/alice[\s\S]*active/);

	const again = await browser().send(confirm, '/login', { userName: 'alice', password: ALICE.password });
	expect(again).toMatchObject({ status: 410, text: expect.stringContaining('has been used already') });
	expect((await browser().logIn('alice', ALICE.password)).text).toContain('Down the hole,');
});

it('deletes the application that is rejected, and says so by mail', async () => {
	const admin = await firstLogin(cloud.webUrl);
	await apply();
	const request = await mail.next('root@example.org');
	expect((await admin.open(link(request, 'reject'))).text).toContain('Reject alice?');
	expect((await admin.send(link(request, 'reject'), '/users/alice/reject')).text).not.toContain('Alice Liddell');
	expect((await mail.next('alice@example.org')).text).toContain('was not approved');
	expect((await browser().logIn('alice', ALICE.password)).status).toBe(401);
	const late = await admin.open(link(request, 'approve'));
	expect(late).toMatchObject({ status: 404, text: expect.stringContaining('There is nobody of the name alice') });
});

it('keeps applications, links, sessions and mails over a restart', async () => {
	const admin = await firstLogin(cloud.webUrl);
	await mail.close();
	await apply();
	await eventually(
		() => admin.open('/users'),
		({ text }) => text.includes('could not be delivered'),
	);
	await cloud.close();
	mail = await startMailServer();
	// long enough for the next attempt
	clock.offsetMs += 2 * 60_000;
	cloud = await start();
	const request = await mail.next('root@example.org');
	expect(request.text).toContain('Alice Liddell');
	const kept = browser();
	kept.cookies.set('eucalyptus-session-id', admin.cookies.get('eucalyptus-session-id') ?? '');
	expect((await kept.open('/users')).text).toContain('unapproved');
});

it('puts what people type into pages and mails as text, on one line where it is one', async () => {
	const admin = await firstLogin(cloud.webUrl);
	await apply({ realName: '<b>Alice</b> {{csrf}}', affiliation: '"><script>alert(1)</script>' });
	const list = (await admin.open('/users')).text;
	expect(list).toContain('&lt;b&gt;Alice&lt;/b&gt; {{csrf}}');
	expect(list).not.toContain('<script');
	expect((await mail.next('root@example.org')).text).toContain('<b>Alice</b> {{csrf}}');

	for (const bad of [
		{ realName: 'A\r\nBcc: x@y.org' },
		{ email: 'a@b.org\r\nBcc: x@y.org' },
		{ email: 'a' },
		{ email: 'a@b@c' },
	]) {
		expect((await apply({ userName: 'mallory', ...bad })).status).toBe(400);
	}

	expect(mail.taken).toEqual([]);
});

it('refuses an application that is incomplete, taken or reserved, and keeps what was typed but the passwords', async () => {
	await firstLogin(cloud.webUrl);
	const incomplete = await apply({ realName: ' ' });
	expect(incomplete).toMatchObject({ status: 400, text: expect.stringContaining('Full Name is missing') });
	expect(incomplete.text).toContain('value="alice@example.org"');
	expect(incomplete.text).not.toContain(ALICE.password);
	expect((await apply({ again: 'other' })).text).toContain('The two passwords differ');
	expect((await apply({ userName: 'a b' })).text).toContain('is not a usable user name');
	expect((await apply({ userName: 'eucalyptus' })).status).toBe(400);
	expect((await apply({ userName: 'admin' })).status).toBe(409);
	expect((await apply()).status).toBe(200);
	expect(await apply()).toMatchObject({ status: 409, text: expect.stringContaining('already exists') });
});

it('takes the host of links from the configuration, whatever the browser calls it', async () => {
	await firstLogin(cloud.webUrl);
	const visitor = browser();
	const { text } = await visitor.open('/apply');
	const token = /name="_csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
	const body = `${new URLSearchParams({ ...ALICE, _csrf: token })}`;
	expect((await visitor.ask('POST', '/apply', body, { host: 'evil.example' })).status).toBe(200);
	const { text: told } = await mail.next('root@example.org');
	expect(told).toContain(cloud.webUrl);
	expect(told).not.toContain('evil.example');
});

it('recovers a password by mail, tells nobody whether there is an account, and uses a link once', async () => {
	const admin = await firstLogin(cloud.webUrl);
	const ask = (login: string, password: string) =>
		browser().send('/recover', '/recover', { login, password, again: password });
	const unknown = await ask('nobody@example.org', 'another-secret');
	const known = await ask('root@example.org', 'another-secret');
	expect(known.text).toBe(unknown.text);
	const { links, text } = await mail.next('root@example.org');
	expect(text).toContain('admin');
	const recover = link({ links }, 'recover');

	expect((await browser().open(recover)).text).toContain('Use the new password');
	expect((await browser().logIn('admin', 'another-secret')).status).toBe(401);
	const chosen = { password: 'another-secret' };
	expect((await browser().send(recover, '/recover/finish', chosen)).text).toContain('The new password is in use');
	expect((await browser().logIn('admin', ADMIN.password)).status).toBe(401);
	expect((await browser().logIn('admin', 'another-secret')).status).toBe(200);
	expect((await admin.open('/credentials')).text).toContain('Sign in');
	expect((await browser().send(recover, '/recover/finish', chosen)).status).toBe(410);
	expect(mail.taken).toEqual([]);
});

it('shows the administrator the mails that could not be delivered, and lets accounts be activated without', async () => {
	const admin = await firstLogin(cloud.webUrl);
	await mail.close();
	await apply();
	const list = await eventually(
		() => admin.open('/users'),
		({ text }) => text.includes('could not be delivered'),
	);
	expect(list.text).toContain('ECONNREFUSED');
	await admin.send('/users', '/users/alice/approve');
	expect((await admin.send('/users', '/users/alice/activate')).text).toContain('The account is active.');
	expect((await browser().logIn('alice', ALICE.password)).text).toContain('Generate Certificate');
	mail = await startMailServer();
});
