import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../src/runtime/cloud/start-cloud.ts';
import { createSoapClient, type SoapClient } from '../../../../src/runtime/wire/client.ts';
import { adminService } from '../../../../src/runtime/wire/contracts/admin/service.ts';
import { type Identities, makeIdentities } from '../support/identities.ts';
import { removeDirectory, startTestCloud, temporaryDirectory } from '../support/test-cloud.ts';
import { ADMIN, Browser, firstLogin, settingsFor, startMailServer } from '../web/support.ts';

let identities: Identities;
let directory: string;
let cloud: RunningCloud;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let client: SoapClient<typeof adminService>;
let logged: string[];

beforeAll(async () => {
	identities = await makeIdentities();
});

beforeEach(async () => {
	directory = await temporaryDirectory();
	mail = await startMailServer();
	logged = [];
	cloud = await startTestCloud(directory, identities, {
		webSettings: settingsFor(mail.port),
		log: pino({ level: 'trace' }, { write: (line) => void logged.push(line) }),
	});
	client = createSoapClient(adminService, {
		url: cloud.ec2Url.replace('Eucalyptus', 'EucalyptusAdmin'),
		identity: identities.cloud,
		trustedCertificates: [identities.cloud.certificatePem],
	});
});

afterEach(async () => {
	client.close();
	await cloud.close();
	await mail.close();
	await removeDirectory(directory);
});

const browser = () => new Browser(cloud.webUrl);
const reset = async (userName: string) => (await client.EucaResetPassword({ userName })).password;

it('leads the administrator in again, to choose another password; sessions and the old password end', async () => {
	const session = await firstLogin(cloud.webUrl);
	const password = await reset('admin');
	expect(password).toMatch(/^[a-hjkmnp-z]{16}$/);
	expect((await session.open('/credentials')).text).toContain('Sign in');
	expect((await browser().logIn('admin', ADMIN.password)).status).toBe(401);

	const admin = browser();
	expect((await admin.logIn('admin', password)).text).toContain('Your password has expired');
	expect((await admin.open('/users')).text).toContain('Your password has expired');
	const chosen = { password: 'looking-glass', again: 'looking-glass' };
	expect((await admin.send('/first-login', '/first-login', chosen)).text).toContain('root@example.org');
	expect((await browser().logIn('admin', password)).status).toBe(401);
	expect((await browser().logIn('admin', 'looking-glass')).text).toContain('root@example.org');
	expect(logged.join('')).not.toContain(password);
});

it('takes a link back that somebody else was sent', async () => {
	await firstLogin(cloud.webUrl);
	const another = { login: 'admin', password: 'another-secret', again: 'another-secret' };
	await browser().send('/recover', '/recover', another);
	const { links } = await mail.next('root@example.org');
	await reset('admin');
	const [link = ''] = links.filter((each) => each.includes('action=recover'));
	const finished = await browser().send(link, '/recover/finish', { password: 'another-secret' });
	expect(finished).toMatchObject({ status: 410, text: expect.stringContaining('has been used already') });
	expect((await browser().logIn('admin', 'another-secret')).status).toBe(401);
});

it('gives a user whom a tool has made a way into the site', async () => {
	await client.EucaAddUser({ userName: 'alice', isAdmin: false });
	const alice = browser();
	expect((await alice.logIn('alice', await reset('alice'))).text).toContain('Your password has expired');
	const chosen = { password: 'looking-glass', again: 'looking-glass' };
	expect((await alice.send('/first-login', '/first-login', chosen)).text).toContain('Generate Certificate');
});

it('makes another password each time, and none for a user who is not there', async () => {
	expect(await reset('admin')).not.toBe(await reset('admin'));
	await expect(reset('nobody')).rejects.toThrow('There is no user nobody');
	expect((await browser().logIn('nobody', '')).status).toBe(401);
});
