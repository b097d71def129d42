import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../src/common/run.ts';
import { COMMANDS } from '../../../src/tools/euca/commands.ts';
import { aws } from '../../runtime/simulator/aws.ts';
import { type SimulatorProcess, startSimulatorProcess } from '../../runtime/simulator/simulator-process.ts';
import { lines, tool } from '../tool.ts';

let root: string;
let installation: string;
let simulator: SimulatorProcess;
let disk: string;
let kernel: string;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'euca-tool-test-'));
	installation = join(root, 'cloud');
	disk = join(root, 'disk.img');
	kernel = join(root, 'vmlinuz');
	await writeFile(disk, '');
	await truncate(disk, 8 * 1024 * 1024);
	await run('mke2fs', ['-q', '-F', '-t', 'ext3', disk]);
	await writeFile(kernel, Buffer.concat([Buffer.of(0x1f, 0x8b), Buffer.alloc(5000, 'kernel')]));
	simulator = await startSimulatorProcess(installation, '--nodes', '1');
});
afterAll(async () => {
	await simulator?.end('SIGKILL');
	await rm(root, { recursive: true, force: true });
});

const euca = (...args: string[]) => tool('euca', installation, ...args);
const templates = () => readdir(join(installation, 'var/eucalyptus/templates'));
const addImage = (name: string, ...more: string[]) =>
	euca('add_image', '--disk-image', disk, '--kernel-image', kernel, '--image-name', name, ...more);

describe('images', () => {
	test('add_image copies, registers and prints the ids that EC2 then shows', async () => {
		const result = await addImage('ttylinux', '--ramdisk', kernel);
		expect(result.stderr).toBe('');
		const ids = lines(result).map((line) => line.split('\t'));
		expect(ids.map(([kind]) => kind)).toEqual(['IMAGE', 'KERNEL', 'RAMDISK']);
		expect(ids[0]?.[1]).toMatch(/^emi-[0-9A-F]{8}$/);
		const query = 'Images[?ImageLocation==`ttylinux`].[ImageId,ImageType]';
		const shown = (await aws(simulator.report, 'describe-images', '--query', query)) as string[][];
		expect(shown.map(([id]) => id).toSorted()).toEqual(ids.map(([, id]) => id).toSorted());
	});

	test('list_images --json gives sizes and parts to programs', async () => {
		const { images } = JSON.parse((await euca('list_images', '--json')).stdout);
		const image = images.find((each: { imageType: string }) => each.imageType === 'machine');
		expect(image).toMatchObject({ imageState: 'available', architecture: 'x86_64' });
		expect(image.kernelId).toMatch(/^eki-/);
	});

	test('a disabled image is listed as deregistered and cannot be run until it is enabled', async () => {
		expect(lines(await euca('disable_image', 'ttylinux'))[0]).toMatch(/\tttylinux\tderegistered$/);
		expect((await euca('try_image', 'ttylinux', '--key-dir', join(root, 'try'))).exitCode).toBe(1);
		expect(lines(await euca('enable_image', 'ttylinux'))[0]).toMatch(/\tttylinux\tavailable$/);
	});

	test('delete_image removes record, registered files and copies', async () => {
		const before = await templates();
		const result = await euca('delete_image', 'ttylinux');
		expect(lines(result)).toHaveLength(3);
		expect((await euca('list_images')).stdout).not.toContain('\tttylinux\t');
		expect(before.filter((name) => name.startsWith('emi-'))).toHaveLength(1);
		expect((await templates()).filter((name) => name.startsWith('emi-'))).toEqual([]);
		expect((await euca('delete_image', 'ttylinux')).stderr).toContain('ttylinux does not exist');
	});

	test.each([
		['a missing file', ['--disk-image', '/nowhere/disk'], '/nowhere/disk: cannot be read'],
		['a directory', ['--disk-image', '/tmp'], '/tmp: is not a regular file'],
		['an unknown architecture', ['--architecture', 'vax'], '--architecture must be'],
	])('%s is refused, and nothing is left behind', async (_, options, message) => {
		const result = await addImage('broken', ...options);
		expect(result.exitCode).toBe(1);
		expect(result.stderr).toContain(message);
		expect((await templates()).filter((name) => name.startsWith('.incoming'))).toEqual([]);
	});

	test('an empty and a truncated disk are refused with their sizes', async () => {
		const [empty, short] = [join(root, 'empty'), join(root, 'short')];
		await writeFile(empty, '');
		await writeFile(short, (await readFile(disk)).subarray(0, 1024 * 1024));
		expect((await addImage('x', '--disk-image', empty)).stderr).toContain(`${empty}: is empty`);
		expect((await addImage('x', '--disk-image', short)).stderr).toContain('truncated: it has 1048576 bytes');
	});

	test('a missing option is named', async () => {
		const result = await euca('add_image', '--disk-image', disk, '--image-name', 'x');
		expect(result.exitCode).not.toBe(0);
		expect(result.stderr).toContain('--kernel-image');
	});

	test('try_image ends with status 3 and the end of the console if ssh does not answer', async () => {
		const args = ['simulated-ttylinux', '--key-dir', join(root, 'try'), '--timeout', '3'];
		const result = await euca('try_image', ...args);
		expect(result.exitCode).toBe(3);
		expect(result.stdout).toMatch(/i-[0-9A-F]{8} requested/);
		const [key] = (await readdir(join(root, 'try'))).filter((name) => name.endsWith('.private'));
		expect((await stat(join(root, 'try', key ?? ''))).mode & 0o777).toBe(0o600);
		const states = () =>
			aws(simulator.report, 'describe-instances', '--query', 'Reservations[].Instances[].State.Name');
		await expect.poll(states, { timeout: 100_000 }).toContain('running');
		const again = await euca('try_image', ...args);
		expect(again.exitCode).toBe(3);
		expect(again.stdout).toContain('runs already');
		expect(again.stderr).toContain('login:');
	});
});

describe('clusters', () => {
	test('a cluster that does not answer is listed with the reason, replaced by its name, and deleted', async () => {
		const add = (port: string) => euca('add_cluster', '--name', 'far', '--host', '127.0.0.1', '--port', port);
		expect(lines(await add('1'))[0]).toMatch(/^CLUSTER\tfar\t127\.0\.0\.1:1\tDOWN: .*\tadded$/);
		expect(lines(await add('1'))[0]).toMatch(/was there already$/);
		await add('2');
		const listed = lines(await euca('list_clusters'));
		expect(listed).toHaveLength(2);
		expect(listed[0]).toMatch(/^CLUSTER\tcluster1\t127\.0\.0\.1:\d+\tUP\b/);
		expect(listed[1]).toContain('127.0.0.1:2');
		expect((await euca('delete_cluster', 'far')).stdout).toBe('DELETED\tfar\n');
		expect((await euca('delete_cluster', 'far')).exitCode).toBe(1);
	});

	test('a port that is none is refused', async () => {
		const result = await euca('add_cluster', '--name', 'far', '--host', 'h', '--port', '99999');
		expect(result.stderr).toContain('the option --port must be a port');
	});
});

describe('credentials', () => {
	test('get_credentials writes four files, and a second call leaves one pair', async () => {
		const out = join(root, 'credentials');
		await euca('get_credentials', '--out', out);
		const again = await euca('get_credentials', '--out', out);
		const names = (await readdir(out)).toSorted();
		expect(names).toHaveLength(4);
		expect(names.slice(0, 2)).toEqual(['cloud-cert.pem', 'euca2-admin-'.concat(names[1]?.slice(12) ?? '')]);
		expect(names.filter((name) => /^euca2-admin-[0-9a-f]{8}-(pk|cert)\.pem$/.test(name))).toHaveLength(2);
		expect(lines(again).map((path) => path.split('/').at(-1))).toEqual(expect.arrayContaining(names));
		const key = names.find((name) => name.endsWith('-pk.pem')) ?? '';
		expect((await stat(join(out, key))).mode & 0o777).toBe(0o600);
		expect(await readFile(join(out, key), 'utf8')).toContain('BEGIN RSA PRIVATE KEY');
	});

	test('eucarc gives a shell everything that clients need', async () => {
		const rc = join(root, 'credentials/eucarc');
		const script =
			'. "$0"; printf "%s\\n" "$EC2_URL" "$S3_URL" "$EC2_ACCESS_KEY" "$EC2_SECRET_KEY"; cat "$EC2_CERT" "$EC2_PRIVATE_KEY" "$EUCALYPTUS_CERT"';
		const { stdout } = await run('/bin/bash', ['-c', script, rc]);
		const { report } = simulator;
		const s3Url = report.ec2Url.replace('Eucalyptus', 'Walrus');
		expect(stdout.split('\n').slice(0, 4)).toEqual([report.ec2Url, s3Url, report.accessKey, report.secretKey]);
		expect(stdout.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
	});

	test('an unknown user is refused', async () => {
		const result = await euca('get_credentials', '--user', 'nobody', '--out', join(root, 'nobody'));
		expect(result.exitCode).toBe(1);
		expect(result.stderr).toContain('There is no user nobody');
	});
});

describe('the tool itself', () => {
	test('--man describes every command and option', async () => {
		const { stdout } = await euca('--man');
		for (const command of COMMANDS) {
			expect(stdout).toContain(`  ${command.name}\n`);
			for (const option of command.options) {
				expect(stdout).toContain(option.flags);
			}
		}
	});

	test('every command has its file, and every file is a command', async () => {
		const files = await readdir(join(import.meta.dirname, '../../../src/tools/euca/commands'));
		const names = COMMANDS.map(({ name }) => `${name.replaceAll('_', '-')}.ts`);
		expect(files.toSorted()).toEqual(names.toSorted());
	});

	test('--version is that of package.json', async () => {
		const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8'));
		expect((await euca('--version')).stdout).toBe(`${version}\n`);
	});

	test('without a cloud it says what to do', async () => {
		const nowhere = join(root, 'nowhere');
		await mkdir(nowhere);
		const result = await tool('euca', nowhere, 'list_images');
		expect(result.exitCode).toBe(1);
		expect(result.stderr).toContain(join(nowhere, 'var/eucalyptus/keys/cloud-cert.pem'));
	});
});
