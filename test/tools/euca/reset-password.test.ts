import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../../src/common/run.ts';
import { ADMIN, Browser, firstLogin } from '../../runtime/cloud/web/support.ts';
import { type SimulatorProcess, startSimulatorProcess } from '../../runtime/simulator/simulator-process.ts';
import { lines, tool } from '../tool.ts';

let root: string;
let simulator: SimulatorProcess;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'euca-password-test-'));
	simulator = await startSimulatorProcess(join(root, 'cloud'), '--nodes', '1');
});
afterAll(async () => {
	await simulator?.end('SIGKILL');
	await rm(root, { recursive: true, force: true });
});

const euca = (...args: string[]) => tool('euca', join(root, 'cloud'), ...args);

test('reset_password prints a password that leads to the choice of another, and is written down nowhere', async () => {
	const { webUrl } = simulator.report;
	const session = await firstLogin(webUrl);
	const reset = await euca('reset_password', 'admin');
	expect([reset.exitCode, reset.stderr]).toEqual([0, '']);
	expect(lines(reset)).toEqual([expect.stringMatching(/^PASSWORD\tadmin\t[a-z]{16}$/)]);
	const [, , password = ''] = lines(reset)[0]?.split('\t') ?? [];

	expect((await session.open('/credentials')).text).toContain('Sign in');
	expect((await new Browser(webUrl).logIn('admin', ADMIN.password)).status).toBe(401);
	expect((await new Browser(webUrl).logIn('admin', password)).text).toContain('Your password has expired');
	const found = await run('grep', ['-rlaF', password, root], { okCodes: [0, 1] });
	expect([found.exitCode, found.stdout]).toEqual([1, '']);
	expect(simulator.stdout()).not.toContain(password);
});

test('reset_password gives a password to a user whom add_user has made, as JSON for a program', async () => {
	await euca('add_user', 'alice');
	const { userName, password } = JSON.parse((await euca('reset_password', 'alice', '--json')).stdout);
	expect(userName).toBe('alice');
	const alice = new Browser(simulator.report.webUrl);
	expect((await alice.logIn('alice', password)).text).toContain('Your password has expired');
});

test.each([
	[['reset_password', 'nobody'], 'There is no user nobody'],
	[['reset_password', 'Admin'], 'There is no user Admin'],
	[['reset_password'], "missing required argument 'user'"],
])('%j says what is wrong', async (words, text) => {
	const { exitCode, stdout, stderr } = await euca(...words);
	expect([exitCode, stdout, stderr]).toEqual([1, '', expect.stringContaining(text)]);
});
