import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseWebProperties } from '../../../../src/conf/parse-web-properties.ts';
import type { RunningCloud } from '../../../../src/runtime/cloud/start-cloud.ts';
import { makeIdentities } from '../support/identities.ts';
import { removeDirectory, startTestCloud, temporaryDirectory } from '../support/test-cloud.ts';
import { ALICE, Browser, firstLogin, startMailServer } from './support.ts';

// What somebody else would do to get at an account, or to keep its owner from it.

let directory: string;
let cloud: RunningCloud;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let admin: Browser;
let made = 0;

beforeAll(async () => {
	directory = await temporaryDirectory();
	mail = await startMailServer();
	const webSettings = parseWebProperties(`smtp-server = 127.0.0.1:${mail.port}\nrequest-telephone = no`, 'test');
	cloud = await startTestCloud(directory, await makeIdentities(), { webSettings });
	admin = await firstLogin(cloud.webUrl);
});

afterAll(async () => {
	await cloud?.close();
	await mail?.close();
	await removeDirectory(directory);
});

const somebody = () => new Browser(cloud.webUrl);
const encoded = (fields: Readonly<Record<string, string>>) => `${new URLSearchParams(fields)}`;
const tokenOf = async (browser: Browser, page = '/') =>
	/name="_csrf" value="([^"]*)"/.exec((await browser.open(page)).text)?.[1] ?? '';
const recover = (login: string, password: string) =>
	somebody().send('/recover', '/recover', { login, password, again: password });

async function user() {
	made += 1;
	const name = `user${made}`;
	const fields = { ...ALICE, userName: name, email: `${name}@example.org` };
	await admin.send('/users/add', '/users/add', fields);
	await mail.next(fields.email);
	await admin.send('/users', `/users/${name}/activate`);
	const browser = somebody();
	await browser.logIn(name, ALICE.password);
	return { name, fields, browser, email: fields.email };
}

const linkTo = async (email: string) => (await mail.next(email)).links[0] ?? '';
const codeOf = (link: string) => new URLSearchParams(link.slice(2)).get('code') ?? '';

/** Logins of nobody: the passwords that come after theirs wait for their turn. */
async function manyLogins() {
	const all = await Promise.all(
		Array.from({ length: 20 }, async (_, index) => {
			const browser = somebody();
			return { browser, fields: { _csrf: await tokenOf(browser), userName: `nobody${index}`, password: 'x' } };
		}),
	);
	return all.map(({ browser, fields }) => browser.ask('POST', '/login', encoded(fields)));
}

it('puts no password into force that a stranger has chosen, and the owner keeps the link that was sent first', async () => {
	const { name, email } = await user();
	await recover(name, 'owners-choice');
	const own = await linkTo(email);
	await recover(name, 'strangers-choice');
	const foreign = await linkTo(email);
	const refused = await somebody().send(foreign, '/recover/finish', { password: 'owners-choice' });
	expect(refused).toMatchObject({ status: 401, text: expect.stringContaining('if somebody else has asked') });
	expect((await somebody().send(own, '/recover/finish', { password: 'owners-choice' })).status).toBe(200);
	expect((await somebody().logIn(name, 'owners-choice')).status).toBe(200);
	expect((await somebody().send(foreign, '/recover/finish', { password: 'strangers-choice' })).status).toBe(410);
	expect((await somebody().logIn(name, 'strangers-choice')).status).toBe(401);
});

it('lets nobody try passwords at a link without end', async () => {
	const { name, email } = await user();
	await recover(name, 'owners-choice');
	const link = await linkTo(email);
	for (let guess = 0; guess < 10; guess += 1) {
		expect((await somebody().send(link, '/recover/finish', { password: `guess-${guess}` })).status).toBe(401);
	}

	expect((await somebody().send(link, '/recover/finish', { password: 'owners-choice' })).status).toBe(429);
});

it('opens no session for a login that waits while the password is recovered', async () => {
	const { name, email } = await user();
	await recover(name, 'after-the-theft');
	const link = await linkTo(email);
	const [victim, thief] = [somebody(), somebody()];
	const [own, stolen] = [await tokenOf(victim, link), await tokenOf(thief)];
	const waiting = await manyLogins();
	const login = thief.ask('POST', '/login', encoded({ _csrf: stolen, userName: name, password: ALICE.password }));
	const fields = { _csrf: own, code: codeOf(link), password: 'after-the-theft' };
	const finish = await victim.ask('POST', '/recover/finish', encoded(fields));
	expect(finish.headers.location).toBe('/?done=recovered');
	await Promise.all([login, ...waiting]);
	expect((await thief.open('/credentials')).text).toContain('Sign in');
});

it('changes no password for a session that a recovery has ended meanwhile', async () => {
	const { name, email, browser: thief } = await user();
	await recover(name, 'after-the-theft');
	const link = await linkTo(email);
	const victim = somebody();
	const [own, stolen] = [await tokenOf(victim, link), await tokenOf(thief, '/password')];
	const finish = victim.ask(
		'POST',
		'/recover/finish',
		encoded({ _csrf: own, code: codeOf(link), password: 'after-the-theft' }),
	);
	const fields = { _csrf: stolen, old: ALICE.password, password: 'thief-forever', again: 'thief-forever' };
	await Promise.all([finish, thief.ask('POST', '/password', encoded(fields))]);
	// whichever came first: either the change was refused, or the link is void and says so
	const outcome = await finish;
	const owner = await somebody().logIn(name, 'after-the-theft');
	expect(owner.status === 200).toBe(outcome.headers.location === '/?done=recovered');
});

it('voids links of another address when the password is changed, and those to a former address when that is', async () => {
	const { name, fields, email, browser: thief } = await user();
	await thief.send('/account', '/account', { ...fields, email: 'thief@evil.org' });
	const change = await linkTo('thief@evil.org');
	const victim = somebody();
	await victim.logIn(name, ALICE.password);
	await victim.send('/password', '/password', { old: ALICE.password, password: 'safe-again', again: 'safe-again' });
	expect((await somebody().send(change, '/account/email')).status).toBe(410);

	await victim.send('/account', '/account', { ...fields, email: 'mistyped@example.org' });
	const mistyped = await linkTo('mistyped@example.org');
	await victim.send('/account', '/account', fields);
	expect((await somebody().send(mistyped, '/account/email')).status).toBe(410);

	await recover(name, 'former-owner');
	const link = await linkTo(email);
	await admin.send(`/users/${name}/edit`, `/users/${name}/edit`, { ...fields, email: 'successor@example.org' });
	expect((await somebody().send(link, '/recover/finish', { password: 'former-owner' })).status).toBe(410);
});

it('gives the user of a name nothing that was sent to a former user of it', async () => {
	const { name, fields, email } = await user();
	await recover(name, 'former-owner');
	const link = await linkTo(email);
	await admin.send(`/?action=delete&user=${name}`, `/users/${name}/delete`);
	await admin.send('/users/add', '/users/add', fields);
	await admin.send('/users', `/users/${name}/activate`);
	expect((await somebody().send(link, '/recover/finish', { password: 'former-owner' })).status).toBe(410);
});

it('fills nobody with mails, keys or guesses', async () => {
	const { fields, browser } = await user();
	const statuses = async (page: string, path: string, more: Readonly<Record<string, string>>, times: number) => {
		const token = await tokenOf(browser, page);
		const found: number[] = [];
		for (let time = 0; time < times; time += 1) {
			found.push((await browser.ask('POST', path, encoded({ ...more, _csrf: token }))).status);
		}

		return found;
	};
	const change = { ...fields, email: 'bombed@example.org' };
	expect(await statuses('/account', '/account', change, 6)).toEqual([303, 303, 303, 303, 303, 429]);
	const guess = { old: 'guess', password: 'another-one', again: 'another-one' };
	expect((await statuses('/password', '/password', guess, 11)).at(-1)).toBe(429);
});

it('leaves what the form does not ask for as the administrator has written it', async () => {
	const { name, fields, browser } = await user();
	await admin.send(`/users/${name}/edit`, `/users/${name}/edit`, fields);
	await browser.send('/account', '/account', { realName: 'Alice P. Liddell', email: fields.email });
	const { text } = await browser.open('/credentials');
	expect(text).toContain('Alice P. Liddell');
	expect(text).toContain('1865');
});

it('answers odd links with a page', async () => {
	for (const action of ['constructor', '__proto__', 'toString']) {
		expect((await somebody().open(`/?action=${action}`)).status).toBe(404);
	}

	for (const path of ['/%E0%A4%A', `/users/${'x'.repeat(300)}/edit`]) {
		const { headers } = await somebody().ask('GET', path);
		expect(headers['content-type']).toContain('text/html');
		expect(headers['content-security-policy']).toContain("default-src 'none'");
	}

	const { name } = await user();
	const browser = somebody();
	for (const next of ['/?action=\u0436', '/?action=x\r\nSet-Cookie: a=b']) {
		const fields = { _csrf: await tokenOf(browser), userName: name, password: ALICE.password, next };
		expect((await browser.ask('POST', '/login', encoded(fields))).headers.location).toBe('/credentials');
	}
});

it('leads who follows the link of the activation again to the login, and sends one link for two clicks', async () => {
	await somebody().send('/apply', '/apply', { ...ALICE, userName: 'kim', email: 'kim@example.org' });
	const token = await tokenOf(admin, '/users');
	await Promise.all([1, 2].map(() => admin.ask('POST', '/users/kim/approve', encoded({ _csrf: token }))));
	const link = await linkTo('kim@example.org');
	const fields = { userName: 'kim', password: ALICE.password };
	expect((await somebody().send(link, '/login', fields)).text).toContain('Your account is now active.');
	const again = await somebody().send(link, '/login', fields);
	expect(again.status).toBe(410);
	expect(again.text).not.toContain('name="code"');
});

it('takes no name that looks like one that there is, or holds letters that cannot be seen', async () => {
	await user();
	const apply = (changes: Partial<typeof ALICE>) =>
		somebody().send('/apply', '/apply', { ...ALICE, email: 'mallory@example.org', ...changes });
	expect((await apply({ userName: 'Admin' })).status).toBe(409);
	expect((await apply({ userName: `USER${made}` })).status).toBe(409);
	expect((await apply({ userName: 'mallory', realName: 'gro.\u202Eelpmaxe' })).status).toBe(400);
});
