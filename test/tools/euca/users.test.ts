import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aws } from '../../runtime/simulator/aws.ts';
import {
	type Report,
	type SimulatorProcess,
	startSimulatorProcess,
} from '../../runtime/simulator/simulator-process.ts';
import { lines, tool } from '../tool.ts';

let root: string;
let simulator: SimulatorProcess;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'euca-users-test-'));
	simulator = await startSimulatorProcess(join(root, 'cloud'), '--nodes', '1');
});
afterAll(async () => {
	await simulator?.end('SIGKILL');
	await rm(root, { recursive: true, force: true });
});

const euca = (...args: string[]) => tool('euca', join(root, 'cloud'), ...args);

/** What a program needs to act as the user. */
async function reportOf(user: string): Promise<Report> {
	await euca('get_credentials', '--user', user, '--out', join(root, user));
	const eucarc = await readFile(join(root, user, 'eucarc'), 'utf8');
	const value = (name: string) => new RegExp(`${name}=['"]?([^'"\\n]+)`).exec(eucarc)?.[1] ?? '';
	return { ...simulator.report, accessKey: value('EC2_ACCESS_KEY'), secretKey: value('EC2_SECRET_KEY') };
}

test('a user is added, gets credentials, works within a quota, is disabled, enabled and removed', async () => {
	const added = await euca('add_user', 'alice');
	expect(added.stderr).toBe('');
	expect(lines(added)).toEqual(['USER\talice\tuser\tenabled\tinstances 0/-\tcores 0/-\tmemory 0/-\tkey-pairs 0/-']);
	const alice = await reportOf('alice');
	const images = (await aws(alice, 'describe-images', '--query', 'Images[?ImageType==`machine`].ImageId')) as string[];
	const run = (count: number) => aws(alice, 'run-instances', '--image-id', images[0] ?? '', '--count', String(count));

	expect(lines(await euca('set_quota', 'alice', '--instances', '2', '--key-pairs', '0'))[0]).toContain('instances 0/2');
	await expect(run(3)).rejects.toThrow('InstanceLimitExceeded');
	await run(2);
	await expect(run(1)).rejects.toThrow('InstanceLimitExceeded');
	await expect(aws(alice, 'create-key-pair', '--key-name', 'k')).rejects.toThrow('KeyPairLimitExceeded');
	await euca('set_quota', 'alice', '--instances', 'unlimited', '--cores', '3', '--key-pairs', 'unlimited');
	await run(1);
	await expect(run(1)).rejects.toThrow('VcpuLimitExceeded');
	const { users } = JSON.parse((await euca('list_users', '--json')).stdout);
	expect(users).toMatchObject([
		{ userName: 'admin', isAdmin: true, quota: {} },
		{ userName: 'alice', isAdmin: false, quota: { cores: 3 }, used: { instances: 3, cores: 3, memoryMb: 384 } },
	]);

	await euca('disable_user', 'alice');
	await expect(aws(alice, 'describe-instances')).rejects.toThrow('AuthFailure');
	await euca('enable_user', 'alice');
	await aws(alice, 'describe-instances');
	const refused = await euca('delete_user', 'alice');
	expect(refused.exitCode).toBe(1);
	expect(refused.stderr).toContain('The user alice still has 3 instances');
});

test('every wrong call says what is wrong and changes nothing', async () => {
	for (const [words, text] of [
		[['add_user', 'admin'], 'already exists'],
		[['add_user', 'a b'], 'not a usable user name'],
		[['add_user', 'eucalyptus'], 'not a usable user name'],
		[['add_user'], "missing required argument 'user'"],
		[['set_quota', 'nobody', '--cores', '1'], 'There is no user nobody'],
		[['set_quota', 'admin', '--cores', '-1'], '--cores needs a whole number'],
		[['set_quota', 'admin'], '--instances or another limit is needed'],
		[['disable_user', 'admin'], 'is the administrator'],
		[['delete_user', 'admin'], 'is the administrator'],
		[['delete_user', 'nobody'], 'There is no user nobody'],
	] as const) {
		const { exitCode, stderr } = await euca(...words);
		expect([words, exitCode, stderr]).toEqual([words, 1, expect.stringContaining(text)]);
	}
});

test('signature version 1 is allowed for one user and refused again', async () => {
	await euca('add_user', 'old');
	expect(lines(await euca('allow_signature_v1', 'old', '--json'))[0]).toContain('"allowSignatureV1":true');
	expect(lines(await euca('allow_signature_v1', 'old', '--off', '--json'))[0]).toContain('"allowSignatureV1":false');
	expect(lines(await euca('delete_user', 'old'))).toEqual(['USER\told\tdeleted']);
});
