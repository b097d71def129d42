import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sshHost } from '../../../src/installer/transport/ssh.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';

let sshd: TestSshd;
let known: string;

beforeAll(async () => {
	sshd = await startSshd();
	known = join(sshd.sshDirectory, 'known_hosts');
});
afterEach(async () => {
	await rm(known, { force: true });
	await rm(join(sshd.sshDirectory, 'config'), { force: true });
});
afterAll(() => sshd.stop());

async function connect(options: { acceptNewHostKeys?: boolean; seen?: string[] } = {}): Promise<string> {
	const { seen = [], ...rest } = options;
	const host = sshHost({
		...sshd.target,
		onNewHostKey: (_host, type, fingerprint) => void seen.push(`${type} ${fingerprint}`),
		...rest,
	});
	try {
		return (await host.exec(['echo', 'in'])).stdout.trim();
	} finally {
		await host.close();
	}
}

test('a key on record is accepted, in plain and in hashed form', async () => {
	await writeFile(known, `# mine\n${sshd.knownLine}`);
	expect(await connect()).toBe('in');
	execFileSync('ssh-keygen', ['-q', '-H', '-f', known], { stdio: 'ignore' });
	expect(await readFile(known, 'utf8')).toContain('|1|');
	expect(await connect()).toBe('in');
});

test('an unknown key is refused, with its fingerprint and the way to accept it', async () => {
	await expect(connect()).rejects.toMatchObject({
		code: 'HOST_KEY_UNKNOWN',
		message: expect.stringContaining('SHA256:'),
		next: expect.stringContaining('--accept-new-host-keys'),
	});
});

test('an unknown key is recorded when that is wanted, and known from then on', async () => {
	const seen: string[] = [];
	expect(await connect({ acceptNewHostKeys: true, seen })).toBe('in');
	expect(seen).toEqual([expect.stringMatching(/^ssh-ed25519 SHA256:/)]);
	expect(await readFile(known, 'utf8')).toContain(sshd.knownLine.trim().split(' ')[2]);
	expect(await connect()).toBe('in');
});

test('another key than the recorded one is refused even when new keys are accepted', async () => {
	const other = join(sshd.directory, 'other');
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
	const [type, key] = (await readFile(`${other}.pub`, 'utf8')).split(' ');
	await writeFile(known, `[127.0.0.1]:${sshd.port} ${type} ${key}\n`);
	await expect(connect({ acceptNewHostKeys: true })).rejects.toMatchObject({ code: 'HOST_KEY_CHANGED' });
});

test('of several files each counts, and ssh-keygen -R as advised removes the record', async () => {
	const other = join(sshd.directory, 'elsewhere');
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
	const [type, key] = (await readFile(`${other}.pub`, 'utf8')).split(' ');
	const second = join(sshd.sshDirectory, 'second');
	await writeFile(
		second,
		`# rack 1\n\n[127.0.0.*]:${sshd.port},![127.0.0.1]:${sshd.port} ${type} ${key}\n[127.0.0.1]:${sshd.port} ${type} ${key}\n`,
	);
	const config = join(sshd.sshDirectory, 'config');
	await writeFile(config, `UserKnownHostsFile ${known} ${second}\n`);
	const refusal = await connect().catch((error) => error);
	expect(refusal).toMatchObject({ code: 'HOST_KEY_CHANGED', message: expect.stringContaining(`${second}, line 4`) });
	const advised = /ssh-keygen -f '(.*)' -R '(.*)'/.exec(refusal.next);
	execFileSync('ssh-keygen', ['-f', advised?.[1] ?? '', '-R', advised?.[2] ?? ''], { stdio: 'ignore' });
	await expect(connect()).rejects.toMatchObject({ code: 'HOST_KEY_UNKNOWN' });
	await writeFile(second, `node*,10.1.*,[127.0.0.?]:${sshd.port} ${sshd.knownLine.split(' ').slice(1).join(' ')}`);
	expect(await connect()).toBe('in');
});

test('a key is recorded on a line of its own, whatever the file ended with', async () => {
	await writeFile(known, 'node1 ssh-ed25519 AAAA');
	expect(await connect({ acceptNewHostKeys: true })).toBe('in');
	expect((await readFile(known, 'utf8')).split('\n')).toEqual([
		'node1 ssh-ed25519 AAAA',
		expect.stringMatching(/ ssh-ed25519 /),
		'',
	]);
	expect(await connect()).toBe('in');
});

test('records that this program cannot compare, as of SSH-1 or of a type to come, hide none that it can', async () => {
	const where = `[127.0.0.1]:${sshd.port}`;
	const others = `${where} 1024 35 1234567890123456789\n${where} ssh-of-2040 AAAAC3NzaC1vZi0yMDQw\n`;
	await writeFile(known, `${others}${sshd.knownLine}`);
	expect(await connect()).toBe('in');
	await writeFile(known, others);
	await expect(connect()).rejects.toMatchObject({ code: 'HOST_KEY_UNKNOWN' });
});

test('a key that is on record without the port is known, as ssh takes it; another one there proves nothing', async () => {
	await writeFile(known, sshd.knownLine.replace(/^\S+/, '127.0.0.1'));
	expect(await connect()).toBe('in');
	const other = join(sshd.directory, 'portless');
	execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', other]);
	await writeFile(known, `127.0.0.1 ${await readFile(`${other}.pub`, 'utf8')}`);
	await expect(connect()).rejects.toMatchObject({ code: 'HOST_KEY_UNKNOWN' });
});

test('a new key is recorded by the name under which ssh looks it up: HostName', async () => {
	await writeFile(join(sshd.sshDirectory, 'config'), 'Host rack7\n\tHostName 127.0.0.1\n');
	const { address: _, ...target } = sshd.target;
	const host = sshHost({ ...target, name: 'rack7', acceptNewHostKeys: true });
	await host.exec(['true']);
	await host.close();
	const found = execFileSync('ssh-keygen', ['-f', known, '-F', `[127.0.0.1]:${sshd.port}`], { encoding: 'utf8' });
	expect(found).toContain(sshd.knownLine.trim().split(' ')[2]);
});

test('who has vouched for the key by a certificate alone is told that this counts for nothing here', async () => {
	await writeFile(known, `@cert-authority * ${sshd.knownLine.split(' ').slice(1).join(' ')}`);
	await expect(connect()).rejects.toMatchObject({
		code: 'HOST_KEY_UNKNOWN',
		message: expect.stringContaining('known_hosts, line 1'),
	});
});

test('a server without a key of the type on record is not trusted by another', async () => {
	const other = join(sshd.directory, 'rsa');
	execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', other]);
	const [type, key] = (await readFile(`${other}.pub`, 'utf8')).split(' ');
	await writeFile(known, `[127.0.0.1]:${sshd.port} ${type} ${key}\n`);
	await expect(connect({ acceptNewHostKeys: true })).rejects.toMatchObject({
		code: 'HOST_KEY_GONE',
		message: expect.stringContaining('known_hosts, line 1'),
	});
});

test.each(['-oProxyCommand=x', 'a b', 'a;b', '$(a)', '../a', '', 'a\nb'])('%j is no host name', (name) => {
	expect(() => sshHost({ name })).toThrow(/is not a host name/);
});

test('a revoked key is refused even if it is also on record', async () => {
	await writeFile(known, `@revoked ${sshd.knownLine}${sshd.knownLine}`);
	await expect(connect()).rejects.toMatchObject({ code: 'HOST_KEY_REVOKED' });
});

test('a host that nobody answers at is named with its port', async () => {
	const host = sshHost({ ...sshd.target, name: 'node1', user: 'root', port: 1 });
	await expect(host.exec(['true'])).rejects.toMatchObject({
		code: 'HOST_UNREACHABLE',
		message: expect.stringContaining('node1: cannot connect to port 1'),
	});
});
