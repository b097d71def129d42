import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../src/runtime/cloud/start-cloud.ts';
import { certificateFingerprint } from '../../../../src/runtime/cloud/users/credentials.ts';
import { type Identities, makeIdentities } from '../support/identities.ts';
import { registerTestImage, removeDirectory, startTestCloud, temporaryDirectory } from '../support/test-cloud.ts';
import { ADMIN, ALICE, Browser, firstLogin, MovedClock, settingsFor, startMailServer } from './support.ts';

let identities: Identities;
let directory: string;
let cloud: RunningCloud;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let clock: MovedClock;
let admin: Browser;

beforeAll(async () => {
	identities = await makeIdentities();
});

beforeEach(async () => {
	directory = await temporaryDirectory();
	mail = await startMailServer();
	clock = new MovedClock();
	cloud = await startTestCloud(directory, identities, {
		clock,
		webSettings: settingsFor(mail.port),
	});
	admin = await firstLogin(cloud.webUrl);
});

afterEach(async () => {
	await cloud.close();
	await mail.close();
	await removeDirectory(directory);
});

const HOUR = 3_600_000;
const browser = () => new Browser(cloud.webUrl);

/** Alice with an account, logged in. */
async function alice(): Promise<Browser> {
	await admin.send('/users/add', '/users/add', ALICE);
	await mail.next(ALICE.email);
	await admin.send('/users', '/users/alice/activate');
	const visitor = browser();
	await visitor.logIn('alice', ALICE.password);
	return visitor;
}

it('gives out certificate and keys as a zip that unpacks to files of the right rights, and the cloud knows them', async () => {
	const visitor = await alice();
	const zip = await visitor.send('/credentials', '/credentials/certificate');
	expect(zip.headers['content-type']).toBe('application/zip');
	expect(zip.headers['content-disposition']).toContain('euca2-alice-x509.zip');
	const file = join(directory, 'x.zip');
	writeFileSync(file, zip.bytes);
	const listed = JSON.parse(
		execFileSync('python3', ['-c', UNZIP, file, join(directory, 'keys')], { encoding: 'utf8' }),
	) as Record<string, [string, string]>;
	const names = Object.keys(listed).sort();
	expect(names).toEqual([
		'cloud-cert.pem',
		expect.stringMatching(/^euca2-alice-[0-9a-f]{8}-cert\.pem$/),
		expect.stringMatching(/-pk\.pem$/),
		'eucarc',
	]);
	const [, certificate = '', key = ''] = names;
	expect(listed[key]?.[0]).toBe('0o100600');
	const pem = listed[certificate]?.[1] ?? '';
	expect(new X509Certificate(pem).subject).toContain('O=alice');
	expect(await cloud.engine.users.byCertificate(certificateFingerprint(pem))).toMatchObject({ name: 'alice' });

	const hidden = (await visitor.open('/credentials')).text;
	const user = await cloud.engine.users.byName('alice');
	expect(hidden).not.toContain(user?.secretKey.slice(0, 20));
	expect((await visitor.open('/credentials?keys=show')).text).toContain(user?.queryId);
});

const UNZIP = `
import json, os, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print(json.dumps({i.filename: [oct(i.external_attr >> 16), z.read(i).decode()] for i in z.infolist()}))
`;

it('shows users and what changes anything to administrators alone', async () => {
	const visitor = await alice();
	expect((await visitor.open('/credentials')).text).not.toContain('href="/users"');
	for (const path of ['/users', '/users/add', '/users/admin/edit']) {
		expect((await visitor.open(path)).status).toBe(403);
	}

	const token = /name="_csrf" value="([^"]*)"/.exec((await visitor.open('/account')).text)?.[1] ?? '';
	for (const path of ['/users/alice/delete', '/users/add', '/users/admin/edit', '/images/state']) {
		expect((await visitor.ask('POST', path, `_csrf=${token}`)).status).toBe(403);
		const { headers } = await browser().ask('POST', path, '');
		expect(headers.location).toBeUndefined();
	}

	expect(await cloud.engine.users.byName('alice')).toBeDefined();
});

it('accepts no form that it has not given out, and changes nothing by a link alone', async () => {
	const visitor = await alice();
	for (const body of ['realName=Mallory&email=m@example.org', '_csrf=x&realName=Mallory&email=m@example.org']) {
		const answer = await visitor.ask('POST', '/account', body);
		expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('This form is too old') });
	}

	for (const action of ['delete', 'disable', 'approve', 'reject', 'enable']) {
		expect((await admin.open(`/?action=${action}&user=alice`)).status).toBe(200);
	}

	expect((await admin.open('/?action=reboot&user=alice')).status).toBe(404);
	expect(await cloud.engine.users.byName('alice')).toMatchObject({ enabled: true });
	expect((await visitor.open('/credentials')).text).toContain('Alice Liddell');
});

it('shuts a disabled user out at once, from the site and from the services, until enabled again', async () => {
	const visitor = await alice();
	expect((await admin.send('/users', '/users/alice/disable')).text).toContain('The user was disabled.');
	expect((await visitor.open('/credentials')).text).toContain('Sign in');
	expect((await browser().logIn('alice', ALICE.password)).text).toContain('This account is disabled');
	expect((await browser().logIn('alice', 'guessed')).text).toContain('The username or the password is wrong');
	expect(await cloud.engine.users.byName('alice')).toMatchObject({ enabled: false });
	await admin.send('/users', '/users/alice/enable');
	expect((await browser().logIn('alice', ALICE.password)).status).toBe(200);
});

it('deletes a user after a question, but never the administrator', async () => {
	const visitor = await alice();
	expect((await admin.send('/?action=delete&user=alice', '/users/alice/delete')).text).toContain(
		'The user was deleted.',
	);
	expect((await visitor.open('/credentials')).text).toContain('Sign in');
	expect(await cloud.engine.users.byName('alice')).toBeUndefined();
	const spared = await admin.send('/?action=delete&user=admin', '/users/admin/delete');
	expect(spared.text).toContain('is the administrator and stays');
	expect((await admin.open('/users')).text).not.toContain('/users/admin/disable');
});

it('changes an account; another address of a user counts when its link was followed', async () => {
	const visitor = await alice();
	const fields = { ...ALICE, realName: 'Alice P. Liddell', email: 'new@example.org', userName: 'admin' };
	expect((await visitor.send('/account', '/account', fields)).text).toContain('counts when the link is followed');
	const between = (await visitor.open('/credentials')).text;
	expect(between).toContain('Alice P. Liddell');
	expect(between).toContain('alice@example.org');
	const { links } = await mail.next('new@example.org');
	expect((await visitor.send(links[0] ?? '', '/account/email')).text).toContain('The new e-mail address is in use.');
	expect((await visitor.open('/credentials')).text).toContain('new@example.org');

	await admin.send('/users/alice/edit', '/users/alice/edit', { ...fields, email: 'third@example.org' });
	expect((await visitor.open('/credentials')).text).toContain('third@example.org');
	expect((await admin.open('/users/nobody/edit')).status).toBe(404);
});

it('changes a password only for the old one, and ends all other sessions', async () => {
	const visitor = await alice();
	const other = browser();
	await other.logIn('alice', ALICE.password);
	const change = { old: ALICE.password, password: 'looking-glass', again: 'looking-glass' };
	const send = (fields: Partial<typeof change>) => visitor.send('/password', '/password', { ...change, ...fields });
	expect((await send({ old: 'guessed' })).text).toContain('The old password is not right');
	expect((await send({ password: ALICE.password, again: ALICE.password })).text).toContain('is the old one');
	expect((await send({ password: 'Alice Liddell!', again: 'Alice Liddell!' })).text).toContain('holds the username');
	expect((await send({})).text).toContain('The password was changed.');
	expect((await other.open('/credentials')).text).toContain('Sign in');
	expect((await browser().logIn('alice', 'looking-glass')).status).toBe(200);
});

it('asks for a new password after a year', async () => {
	await alice();
	clock.offsetMs += 366 * 24 * HOUR;
	const visitor = browser();
	expect((await visitor.logIn('alice', ALICE.password)).text).toContain('Your password has expired');
	const next = { password: 'looking-glass', again: 'looking-glass' };
	expect((await visitor.send('/first-login', '/first-login', next)).text).toContain('Generate Certificate');
});

it('ends a session at the logout, after half a day without use, or after a week where it is remembered', async () => {
	const visitor = await alice();
	const cookie = visitor.cookies.get('eucalyptus-session-id') ?? '';
	await visitor.send('/credentials', '/logout');
	visitor.cookies.set('eucalyptus-session-id', cookie);
	expect((await visitor.open('/credentials')).text).toContain('Sign in');

	const short = browser();
	await short.logIn('alice', ALICE.password);
	const long = browser();
	await long.send('/', '/login', { userName: 'alice', password: ALICE.password, remember: 'on' });
	clock.offsetMs += 11 * HOUR;
	expect((await short.open('/credentials')).text).toContain('Generate Certificate');
	clock.offsetMs += 13 * HOUR;
	expect((await short.open('/credentials')).text).toContain('Sign in');
	expect((await long.open('/credentials')).text).toContain('Generate Certificate');
	clock.offsetMs += 8 * 24 * HOUR;
	expect((await long.open('/credentials')).text).toContain('Sign in');
});

it('gives the session a new name at each login, and its cookie to this site over TLS alone', async () => {
	const visitor = browser();
	visitor.cookies.set('eucalyptus-session-id', 'chosen-by-somebody-else');
	await visitor.logIn('admin', ADMIN.password);
	expect(visitor.cookies.get('eucalyptus-session-id')).toMatch(/^[\w-]{43}$/);
	const { text } = await visitor.open('/credentials');
	const token = /name="_csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
	const body = `${new URLSearchParams({ _csrf: token, userName: 'admin', password: ADMIN.password, remember: 'on' })}`;
	const { headers } = await visitor.ask('POST', '/login', body);
	const [cookie = ''] = [headers['set-cookie']]
		.flat()
		.filter((each) => each?.startsWith('eucalyptus-session-id=') === true);
	expect(cookie).toMatch(/Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax/);
});

it('stops whoever guesses passwords, for a while, and nobody else', async () => {
	await alice();
	const guesser = browser();
	for (let guess = 0; guess < 10; guess += 1) {
		expect((await guesser.logIn('alice', `guess-${guess}`)).status).toBe(401);
	}

	const stopped = await guesser.logIn('alice', ALICE.password);
	expect(stopped).toMatchObject({ status: 429, text: expect.stringContaining('Too many attempts') });
	expect((await browser().logIn('admin', ADMIN.password)).status).toBe(200);
	clock.offsetMs += 11 * 60_000;
	expect((await browser().logIn('alice', ALICE.password)).status).toBe(200);
});

it('shows images, and lets the administrator disable and enable them', async () => {
	const { imageId } = await registerTestImage(cloud, directory);
	const visitor = await alice();
	expect((await visitor.open('/images')).text).toContain(imageId);
	const disabled = await admin.send('/images', '/images/state', { image: imageId, state: 'disabled' });
	expect(disabled.text).toContain('The image was disabled');
	expect((await visitor.open('/images')).text).not.toContain(imageId);
	await admin.send('/images', '/images/state', { image: imageId, state: 'enabled' });
	expect((await visitor.open('/images')).text).toContain(imageId);
	expect((await admin.send('/images', '/images/state', { image: 'emi-00000000', state: 'enabled' })).status).toBe(404);
});

it('sends nobody to another site after the login', async () => {
	const visitor = browser();
	const { text } = await visitor.open('/');
	const token = /name="_csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
	for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
		const body = `${new URLSearchParams({ _csrf: token, userName: 'admin', password: ADMIN.password, next })}`;
		expect((await visitor.ask('POST', '/login', body)).headers.location).toBe('/credentials');
	}
});
