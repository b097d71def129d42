import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureKeys } from '../../../generators/keys.ts';
import { saveSite } from '../../../src/site/save.ts';
import { privateSite } from '../support/private-site.ts';

const program = join(import.meta.dirname, '../../../bin/euca-setup');

test('support makes one archive of facts, findings, plan and logs, and no key or password is in it', async () => {
	const { directory, site } = await privateSite();
	const state = join(site.eucalyptus, 'var/eucalyptus');
	const log = join(site.eucalyptus, 'var/log/eucalyptus');
	await mkdir(join(state, 'keys'), { recursive: true });
	await mkdir(log, { recursive: true });
	await mkdir(join(directory, 'root/etc/default'), { recursive: true });
	await ensureKeys(join(state, 'keys'), { now: new Date() });
	const secrets: string[] = [];
	for (const name of await readdir(join(state, 'keys'))) {
		const text = await readFile(join(state, 'keys', name), 'utf8');
		secrets.push(...text.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----')));
	}

	const secretKey = randomBytes(30).toString('base64');
	secrets.push(secretKey, 'correct-horse');
	// What a careless program, or a curious operator with debugging on, may have let into a log.
	const careless = [
		`user admin has secretKey ${secretKey}`,
		'web login password=correct-horse',
		...secrets.slice(0, 40),
		'-----BEGIN RSA PRIVATE KEY-----',
		...secrets.slice(0, 20),
		'2026-11-24T10:00:00Z instance i-12345678 is running',
	];
	await writeFile(join(log, 'cloud.log'), `${careless.join('\n')}\n`);
	await writeFile(join(directory, 'root/etc/default/eucalyptus'), `LOGLEVEL="DEBUG"\nDB_PASSWORD="correct-horse"\n`);
	const file = join(directory, 'site.yaml');
	await saveSite(file, site);
	const archive = join(directory, 'help.tar.gz');
	const output = execFileSync(program, ['support', '--site', file, '--out', archive], { encoding: 'utf8' });
	expect(output).toContain(archive);
	expect((await stat(archive)).mode & 0o777).toBe(0o600);

	execFileSync('tar', ['-xzf', archive, '-C', directory]);
	const everything = execFileSync('grep', ['-r', '', join(directory, 'euca-support')], { encoding: 'utf8' });
	expect(secrets.length).toBeGreaterThan(20);
	for (const secret of secrets) {
		expect(everything).not.toContain(secret);
		expect(everything).not.toContain(secret.slice(3, 19));
	}

	const names = execFileSync('find', ['.', '-type', 'f'], { cwd: join(directory, 'euca-support'), encoding: 'utf8' });
	for (const name of [
		'README.txt',
		'versions.txt',
		'site.yaml',
		'findings.txt',
		'probe.json',
		'report.html',
		'plan.txt',
		'logs/cloud.log',
		'network.txt',
		'eucalyptus.conf',
	]) {
		expect(names).toContain(name);
	}

	expect(everything).toContain('instance i-12345678 is running');
	expect(everything).toContain('LOGLEVEL="DEBUG"');
	expect(JSON.parse(await readFile(join(directory, 'euca-support/probe.json'), 'utf8'))).toHaveProperty('findings');
});

test('support does not replace an archive that is there', async () => {
	const { directory, site } = await privateSite();
	const file = join(directory, 'site.yaml');
	await saveSite(file, site);
	const archive = join(directory, 'help.tar.gz');
	await writeFile(archive, 'mine');
	expect(() => execFileSync(program, ['support', '--site', file, '--out', archive], { stdio: 'pipe' })).toThrow(
		/EEXIST|exists/,
	);
	expect(await readFile(archive, 'utf8')).toBe('mine');
});
