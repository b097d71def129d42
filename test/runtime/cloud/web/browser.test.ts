import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../src/runtime/cloud/start-cloud.ts';
import { makeIdentities } from '../support/identities.ts';
import { removeDirectory, startTestCloud, temporaryDirectory } from '../support/test-cloud.ts';
import { ADMIN, ALICE, firstLogin, settingsFor, startMailServer } from './support.ts';

let directory: string;
let cloud: RunningCloud;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let browser: Browser;
/** What a page did that it must not do: a script, a style or a form that its own rules forbid. */
const complaints: string[] = [];

beforeAll(async () => {
	browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});

beforeEach(async () => {
	directory = await temporaryDirectory();
	mail = await startMailServer();
	cloud = await startTestCloud(directory, await makeIdentities(), { webSettings: settingsFor(mail.port) });
});

afterEach(async () => {
	await cloud.close();
	await mail.close();
	await removeDirectory(directory);
});

afterAll(async () => {
	await browser?.close();
});

/** A person at another computer. */
async function somebody(): Promise<Page> {
	const context = await browser.newContext({ ignoreHTTPSErrors: true, acceptDownloads: true });
	context.setDefaultTimeout(200_000);
	const page = await context.newPage();
	page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(error.message));
	return page;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first().click();

async function signIn(page: Page, userName: string, password: string): Promise<void> {
	await page.getByLabel('Username').fill(userName);
	await page.getByLabel('Password').fill(password);
	await press(page, 'Sign in');
}

it('takes a person from "Apply for account" to a certificate, by the clicks and mails of the founding document', async () => {
	const admin = await somebody();
	await admin.goto(cloud.webUrl);
	await signIn(admin, 'admin', 'admin');
	await admin.getByLabel('New password', { exact: true }).fill(ADMIN.password);
	await admin.getByLabel('New password again').fill(ADMIN.password);
	await admin.getByLabel('Email address').fill('root@example.org');
	await press(admin, 'Go on');

	const alice = await somebody();
	await alice.goto(cloud.webUrl);
	await follow(alice, 'Apply for account');
	for (const [label, value] of [
		['Username', ALICE.userName],
		['Password', ALICE.password],
		['Password again', ALICE.again],
		['Full Name', ALICE.realName],
		['Email address', ALICE.email],
		['Project Description', ALICE.projectDescription],
	] as const) {
		await alice.getByLabel(label, { exact: true }).fill(value);
	}

	await press(alice, 'Sign up');
	await alice.getByRole('heading', { name: 'Thank you' }).waitFor();

	const request = await mail.next('root@example.org');
	await admin.goto(new URL(request.links[0] ?? '', cloud.webUrl).href);
	await press(admin, 'Approve');
	expect(await admin.getByRole('status').innerText()).toContain('The user was approved');

	const approval = await mail.next(ALICE.email);
	await alice.goto(new URL(approval.links[0] ?? '', cloud.webUrl).href);
	await signIn(alice, ALICE.userName, ALICE.password);
	expect(await alice.getByRole('status').innerText()).toBe('Your account is now active.');

	const downloading = alice.waitForEvent('download');
	await press(alice, 'Generate Certificate');
	const download = await downloading;
	expect(download.suggestedFilename()).toBe('euca2-alice-x509.zip');
	expect((await readFile(await download.path())).subarray(0, 2).toString()).toBe('PK');
	await follow(alice, 'Show keys');
	const user = await cloud.engine.users.byName('alice');
	expect(await alice.getByText(user?.secretKey ?? 'none').count()).toBe(1);

	await press(alice, 'Logout');
	await alice.goBack();
	expect(await alice.getByText(user?.secretKey ?? 'none').count()).toBe(0);
	expect(complaints).toEqual([]);
});

it('can be used with the keyboard alone, and on a telephone without scrolling sideways', async () => {
	await firstLogin(cloud.webUrl);
	const page = await somebody();
	await page.setViewportSize({ width: 360, height: 700 });
	await page.goto(cloud.webUrl);
	await page.waitForFunction("document.activeElement.name === 'userName'");
	await page.keyboard.type('admin');
	await page.keyboard.press('Tab');
	await page.keyboard.type(ADMIN.password);
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { name: 'Credentials' }).waitFor();
	for (const path of [
		'',
		'apply',
		'recover',
		'credentials',
		'account',
		'password',
		'images',
		'users',
		'users/add',
		'zones',
	]) {
		await page.goto(`${cloud.webUrl}${path}`);
		const [width = 0, scrolled = 0] = (await page.evaluate(
			'[document.documentElement.clientWidth, document.documentElement.scrollWidth]',
		)) as number[];
		expect(scrolled, path).toBeLessThanOrEqual(width);
	}
});
