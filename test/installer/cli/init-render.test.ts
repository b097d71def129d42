import { execFile } from 'node:child_process';
import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSite } from '../../../src/site/load.ts';

const program = join(import.meta.dirname, '../../../bin/euca-setup');
let dir = '';
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Outcome {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

function setup(...args: readonly string[]): Promise<Outcome> {
	return new Promise((resolve) => {
		execFile(program, args, { cwd: dir, env: { PATH: '/usr/bin:/bin' } }, (error, stdout, stderr) => {
			resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
		});
	});
}

test('init writes a site from names and a file of names, and leaves an existing one alone', async () => {
	writeFileSync(join(dir, 'nodes'), '# rack 1\nn1\nn2 n3 # three\n\nn1\n');
	const args = [
		'init',
		'--front-end',
		'front',
		'--nodes-file',
		'nodes',
		'--node',
		'n4',
		'--no-probe',
		'--out',
		's.yaml',
	];
	const first = await setup(...args);
	expect(first).toMatchObject({ exitCode: 0, stderr: '' });
	expect(first.stdout).toContain('Written to s.yaml.');
	const site = await loadSite(join(dir, 's.yaml'));
	expect(site.clusters[0]).toMatchObject({ name: 'front', host: 'front', nodes: ['n1', 'n2', 'n3', 'n4'] });

	const second = await setup(...args);
	expect(second.exitCode).toBe(1);
	expect(second.stderr).toMatch(/s\.yaml exists already[\s\S]*what to do: .*--force/);
	expect((await setup(...args, '--force', '--cluster-name', 'east')).exitCode).toBe(0);
	expect((await loadSite(join(dir, 's.yaml'))).clusters[0]?.name).toBe('east');
});

test('init --json tells programs what was written, and --site names the file as everywhere', async () => {
	const words = ['init', '--front-end', 'front', '--node', 'n1', '--node', 'n2', '--json'];
	const { stdout } = await setup(...words, '--site', 's.yaml');
	expect(JSON.parse(stdout)).toEqual({
		site: 's.yaml',
		hosts: 3,
		clusters: [{ name: 'front', host: 'front', nodes: 2 }],
		explanation: expect.arrayContaining([expect.stringMatching(/^front runs the cloud controller/)]),
	});
	expect((await loadSite(join(dir, 's.yaml'))).clusters[0]?.nodes).toEqual(['n1', 'n2']);
	const again = await setup(...words, '--out', 's.yaml');
	expect(JSON.parse(again.stdout)).toMatchObject({ code: 'CLI_FILE_EXISTS', level: 'error' });
	expect((await setup(...words)).exitCode).toBe(0);
	expect(existsSync(join(dir, 'site.yaml'))).toBe(true);
});

test.each([
	[['init', '--front-end', 'f', '--site', 'a', '--out', 'b'], /the option --out names another file than --site/],
	[['probe', '--site', 'a', '--out', 'b'], /the option --out names another file than --site/],
	[['init'], /the option --front-end is missing/],
	[['init', '--front-end', 'a b'], /cloud\.host: must be a host name/],
	[['init', '--front-end', 'f', '--nodes-file', 'none'], /cannot read none/],
	[['init', '--front-end', 'f', '--nodes-file', 'bad'], /bad line 2: "n2;reboot" is not a host name/],
	[['init', '--front-end', 'f', '--colour'], /unknown option '--colour'/],
	[['render', '--out', 'o'], /there is no site file at site\.yaml/],
	[['render', '--site', 'bad'], /the option --out is missing/],
	[['frobnicate'], /unknown command 'frobnicate'/],
])('%j is refused with status 1 and the reason', async (args, message) => {
	writeFileSync(join(dir, 'bad'), 'n1\nn2;reboot\n');
	const outcome = await setup(...args);
	expect(outcome.stderr).toMatch(message);
	expect(outcome).toMatchObject({ exitCode: 1, stdout: '' });
});

test('render writes every file of every host with its rights and links, and a second time changes nothing', async () => {
	await setup('init', '--front-end', 'front', '--node', 'n1', '--node', 'n2', '--out', 's.yaml');
	const first = await setup('render', '--site', 's.yaml', '--out', 'o');
	expect(first.stdout).toMatch(/^(\d+) files, directories and links of 3 hosts below o: \1 changed\.\n$/);
	expect(readdirSync(join(dir, 'o')).sort()).toEqual(['front', 'n1', 'n2']);
	const prefix = join(dir, 'o/n1/opt/eucalyptus-1.1');
	expect(statSync(join(prefix, 'var/eucalyptus/keys')).mode & 0o777).toBe(0o700);
	expect(statSync(join(dir, 'o/n1/etc/init.d/eucalyptus')).mode & 0o777).toBe(0o755);
	expect(statSync(join(dir, 'o/n1/etc/default/eucalyptus')).mode & 0o777).toBe(0o640);
	const link = join(prefix, 'etc/eucalyptus/eucalyptus.conf');
	expect(readlinkSync(link)).toBe('../../../../etc/default/eucalyptus');
	expect(readFileSync(link, 'utf8')).toContain('START_NC="Y"');
	expect(existsSync(join(prefix, 'etc/eucalyptus/httpd-cc.conf'))).toBe(false);

	expect((await setup('render', '--site', 's.yaml', '--out', 'o')).stdout).toMatch(/: 0 changed\.\n$/);
	chmodSync(join(dir, 'o/n1/etc/init.d/eucalyptus'), 0o644);
	writeFileSync(join(dir, 'o/n2/etc/default/eucalyptus'), 'changed');
	rmSync(join(dir, 'o/front/etc/logrotate.d/eucalyptus'));
	const again = await setup('render', '--site', 's.yaml', '--out', 'o', '--json');
	expect(JSON.parse(again.stdout)).toMatchObject({ hosts: 3, changed: 3, out: 'o' });
	expect(lstatSync(join(dir, 'o/n1/etc/init.d/eucalyptus')).mode & 0o777).toBe(0o755);
});

test('render --host writes one host and knows strangers', async () => {
	await setup('init', '--front-end', 'front', '--node', 'n1', '--out', 's.yaml');
	expect((await setup('render', '--site', 's.yaml', '--out', 'o', '--host', 'n1')).exitCode).toBe(0);
	expect(readdirSync(join(dir, 'o'))).toEqual(['n1']);
	const stranger = await setup('render', '--site', 's.yaml', '--out', 'o', '--host', 'n9');
	expect(stranger.stderr).toMatch(/n9 is not a host of the site[\s\S]*its hosts are: front, n1/);
});

test('help names every command and the meaning of the exit status, and answers quickly', async () => {
	const outcome = await setup('--help');
	expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
	expect(outcome.stdout).toMatch(/init .*\n[\s\S]*render [\s\S]*Exit status: 0 done/);
	expect((await setup('render', '--help')).stdout).toContain('--out <dir>');
});
