import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PROBE_NAMES } from '../../../src/installer/probe/index.ts';
import { loadSite } from '../../../src/site/load.ts';

const program = join(import.meta.dirname, '../../../bin/euca-setup');

async function folder(): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'euca-cli-'));
	onTestFinished(() => rm(directory, { recursive: true, force: true }));
	return directory;
}

interface Outcome {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** In a network of its own, that nothing is sent to anybody. */
function setup(directory: string, words: readonly string[], before = ''): Promise<Outcome> {
	const script = `ip link set lo up; ${before}\nexec "$0" "$@"`;
	return new Promise((resolve) => {
		execFile(
			'unshare',
			['-n', '-m', 'sh', '-c', script, program, ...words],
			{ cwd: directory },
			(error, stdout, stderr) => {
				resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
			},
		);
	});
}

test('without a terminal nothing is asked: this machine alone, a site file and a page', async () => {
	const directory = await folder();
	const { stdout, stderr, exitCode } = await setup(directory, ['--probe']);
	expect(stderr).toBe('');
	expect([1, 2]).toContain(exitCode); // no default route in this network
	expect(stdout).toContain('site.yaml was written.');
	const site = await loadSite(join(directory, 'site.yaml'));
	expect(site.clusters[0]).toMatchObject({
		host: hostname(),
		nodes: [hostname()],
		network: { mode: 'STATIC', nat: true },
	});
	expect(await readFile(join(directory, 'report.html'), 'utf8')).toContain(`The cloud on ${hostname()}`);
});

test('a site file that exists stays, byte for byte, unless --force says otherwise', async () => {
	const directory = await folder();
	await setup(directory, ['--probe', '--zone', 'first']);
	const before = await readFile(join(directory, 'site.yaml'), 'utf8');
	const again = await setup(directory, ['probe', '--zone', 'second', '--site', 'site.yaml', hostname()]);
	expect(again.stdout).toContain('was there already');
	expect(await readFile(join(directory, 'site.yaml'), 'utf8')).toBe(before);
	await setup(directory, ['probe', '--zone', 'second', '--force', '--no-report']);
	expect((await loadSite(join(directory, 'site.yaml'))).clusters[0]?.name).toBe('second');
});

test('a host that cannot be reached is a finding, exit code 1, and the site has it all the same', async () => {
	const directory = await folder();
	const { exitCode, stdout } = await setup(directory, [
		'--probe',
		hostname(),
		'127.0.0.2',
		'--json',
		'--ssh-port',
		'1',
	]);
	expect(exitCode).toBe(1);
	const { hosts, findings } = JSON.parse(stdout);
	expect(hosts[hostname()].facts.system.hostName).toBe(hostname());
	expect(hosts['127.0.0.2']).toMatchObject({ facts: null, roles: ['node'] });
	expect(findings[0]).toMatchObject({
		id: 'UNREACHABLE',
		host: '127.0.0.2',
		severity: 'blocker',
		fix: expect.stringMatching(/./),
	});
	expect((await loadSite(join(directory, 'site.yaml'))).clusters[0]?.nodes).toEqual([hostname(), '127.0.0.2']);
});

describe('answers', () => {
	test('come from a file, and options win over it', async () => {
		const directory = await folder();
		await writeFile(join(directory, 'a.yaml'), 'zone: filed\nnode-port: 9975\nprefix: /srv/cloud\n');
		await setup(directory, ['--probe', '--answers', 'a.yaml', '--zone', 'typed']);
		const site = await loadSite(join(directory, 'site.yaml'));
		expect(site.clusters[0]).toMatchObject({ name: 'typed', nodePort: 9975 });
		expect(site.eucalyptus).toBe('/srv/cloud');
	});

	test('name the nodes as words, as an option, or in the file, and mean the same', async () => {
		const directory = await folder();
		await writeFile(join(directory, 'a.yaml'), `nodes: [${hostname()}, 127.0.0.2]\n`);
		for (const words of [
			[hostname(), '127.0.0.2'],
			['--nodes', `${hostname()},127.0.0.2`],
			['--answers', 'a.yaml'],
		]) {
			await setup(directory, ['--probe', ...words, '--force', '--ssh-port', '1', '--no-report']);
			expect((await loadSite(join(directory, 'site.yaml'))).clusters[0]?.nodes).toEqual([hostname(), '127.0.0.2']);
		}
	});

	test.each([
		['zones: x\n', /zones.*which nobody asks; known are .*zone/],
		['- a\n', /must hold lines/],
		['zone: "a b"\n', /--zone must be a short name/],
		['nodes: [ok, "-bad"]\n', /--nodes must be a host name/],
		['nodes: { a: b }\n', /--nodes must be host names with blanks between, or a list/],
	])('of a file that is wrong are refused: %j', async (text, problem) => {
		const directory = await folder();
		await writeFile(join(directory, 'a.yaml'), text);
		const { exitCode, stderr } = await setup(directory, ['--probe', '--answers', 'a.yaml']);
		expect(exitCode).toBe(1);
		expect(stderr).toMatch(problem);
	});

	test('that a file leaves empty are none, and numbers may be names', async () => {
		const directory = await folder();
		await writeFile(join(directory, 'a.yaml'), `front-end: ${hostname()}\nzone:\nnodes: [7, ${hostname()}]\n`);
		await setup(directory, ['--probe', '--answers', 'a.yaml', '--no-report', '--ssh-port', '1']);
		const [cluster] = (await loadSite(join(directory, 'site.yaml'))).clusters;
		expect(cluster).toMatchObject({ name: hostname().split('.')[0], nodes: ['7', hostname()] });
	});

	test('of how hosts are reached are in the site: what comes next reaches them, too', async () => {
		const directory = await folder();
		await writeFile(join(directory, 'a.yaml'), 'ssh-user: lab\nlegacy-ssh: true\n');
		for (const words of [
			['--answers', 'a.yaml'],
			['--ssh-user', 'lab', '--legacy-ssh'],
		]) {
			await setup(directory, ['--probe', ...words, '--force', '--no-report', hostname()]);
			expect((await loadSite(join(directory, 'site.yaml'))).ssh).toEqual({ user: 'lab', legacySsh: true });
		}
	});

	test('that a person refuses to give end it, as an interrupt does, without a word', async () => {
		const directory = await folder();
		const words = ['-n', 'script', '-qec', `exec ${program} --probe --no-report`, '/dev/null'];
		const child = spawn('unshare', words, { cwd: directory, env: { ...process.env, TERM: 'xterm' } });
		let said = '';
		child.stdout.on('data', (chunk: Buffer) => {
			if (!said.includes('front-end (cloud') && `${said}${chunk}`.includes('front-end (cloud')) {
				child.stdin.write('\u0003');
			}

			said += chunk.toString('utf8');
		});
		expect(await new Promise((resolve) => child.once('close', resolve))).toBe(128 + 2);
		expect(said).not.toContain('force closed');
		expect(readdirSync(directory)).toEqual([]);
	});

	test('that are missing are asked for at a terminal, with defaults that Enter takes', async () => {
		const directory = await folder();
		const words = ['-n', 'script', '-qec', `${program} --probe --zone lab --no-report`, '/dev/null'];
		const child = spawn('unshare', words, { cwd: directory, env: { ...process.env, TERM: 'xterm' } });
		let said = '';
		let asked = 0;
		child.stdout.on('data', (chunk: Buffer) => {
			said += chunk.toString('utf8');
			// Each question is answered once it stands there: the path of instances by typing, the rest by Enter.
			const questions = ['front-end (cloud', 'run instances?', 'installed on every host?', 'hold instances?'];
			const next = questions[asked];
			if (next !== undefined && said.includes(next)) {
				asked += 1;
				child.stdin.write(next.startsWith('hold') ? '\u0015/srv/typed\r' : '\r');
			}
		});
		const exitCode = await new Promise((resolve) => child.once('close', resolve));
		expect([1, 2]).toContain(exitCode);
		expect(asked).toBe(4);
		expect(said).not.toContain('availability zone');
		const site = await loadSite(join(directory, 'site.yaml'));
		expect(site.clusters[0]?.name).toBe('lab');
		expect(site.hosts[hostname()]?.instancePath).toBe('/srv/typed');
	});
});

test.each([
	['--report', 'file/report.html'],
	['--site', 'file/site.yaml'],
])('%s %s, where nothing can be written, is refused before anything is looked at', async (option, path) => {
	const directory = await folder();
	await writeFile(join(directory, 'file'), '');
	const { stdout, stderr, exitCode } = await setup(directory, ['--probe', option, path]);
	expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
	expect(stderr).toMatch(/cannot be written: .*\n {2}what to do: /);
	expect(stderr).toContain(path);
	expect(readdirSync(directory)).toEqual(['file']);
});

test('a report may go into a directory that is still to be made', async () => {
	const directory = await folder();
	await setup(directory, ['--probe', '--report', 'pages/today/report.html']);
	expect(readdirSync(join(directory, 'pages/today'))).toEqual(['report.html']);
});

test('an interrupt ends it at once, while a host says nothing, and writes nothing', async () => {
	const directory = await folder();
	const silent = createServer().listen(0, '127.0.0.2');
	onTestFinished(() => void silent.close());
	await once(silent, 'listening');
	const address = silent.address();
	const port = typeof address === 'object' ? String(address?.port) : '';
	const child = spawn(program, ['--probe', '127.0.0.2', '--front-end', '127.0.0.2', '--ssh-port', port], {
		cwd: directory,
	});
	const ended = new Promise((resolve) => child.once('close', (_, signal) => resolve(signal)));
	const [connection] = await once(silent, 'connection');
	onTestFinished(() => connection.destroy());
	child.kill('SIGINT');
	expect(await ended).toBe('SIGINT');
	expect(readdirSync(directory)).toEqual([]);
});

describe('on a Rocks front-end', () => {
	const LISTS = {
		'list host': `HOST              MEMBERSHIP   CPUS RACK RANK COMMENT
cloud:            Frontend     1    0    0    -------
vm-container-0-0: VM Container 2    0    0    -------
compute-0-0:      Compute      1    0    0    -------
`,
		'list host interface': `HOST              SUBNET  IFACE MAC               IP             NETMASK       GATEWAY MODULE NAME
cloud:            private eth0  00:16:3E:00:00:01 127.0.0.1      255.0.0.0     ------- ------ cloud
cloud:            public  eth1  00:16:3E:00:00:02 192.0.2.10     255.255.255.0 ------- ------ cloud
vm-container-0-0: private eth0  00:16:3e:00:00:03 127.0.0.77     255.0.0.0     ------- ------ vm-container-0-0
`,
		'list roll': `NAME        VERSION ARCH ENABLED
base:       5.0     i386 yes
eucalyptus: 5.0     i386 no
`,
	};

	/** A directory over /opt in which there is a `rocks` that knows only these lists. */
	function rocks(lists: Readonly<Record<string, string>>): string {
		const cases = Object.entries(lists).map(([words, text]) => `"${words}") cat <<'E'\n${text}E\n;;`);
		return `mount -t tmpfs none /opt && mkdir -p /opt/rocks/bin && cat >/opt/rocks/bin/rocks <<'ROCKS'
#!/bin/sh
case "$*" in ${cases.join('\n')}
*) echo "error - $*"; exit 255 ;; esac
ROCKS
chmod 755 /opt/rocks/bin/rocks`;
	}

	test('no list of hosts is needed: VM containers are the nodes, by their private addresses', async () => {
		const directory = await folder();
		const { stdout } = await setup(directory, ['--probe', '--ssh-port', '1'], rocks(LISTS));
		expect(stdout).toContain('Rocks: cloud is the front-end; 1 VM container: vm-container-0-0.');
		expect(stdout).toContain('Rocks: rolls that are enabled: base 5.0.');
		expect(stdout).toContain('eucalyptus roll is there but not enabled');
		const site = await loadSite(join(directory, 'site.yaml'));
		expect(site.cloud.host).toBe('cloud');
		expect(site.clusters[0]).toMatchObject({ name: 'cloud', host: 'cloud', nodes: ['vm-container-0-0'] });
		expect(site.hosts['vm-container-0-0']?.address).toBe('127.0.0.77');
	});

	test('one that stands alone, whose lists have no host column, is no node itself', async () => {
		const directory = await folder();
		const alone = {
			'list host': 'MEMBERSHIP CPUS RACK RANK COMMENT\nFrontend   1    0    0    -------\n',
			'list host interface':
				'SUBNET  IFACE MAC               IP        NETMASK   GATEWAY MODULE NAME\nprivate eth0  00:16:3e:00:00:01 127.0.0.1 255.0.0.0 ------- ------ cloud\n',
			'list roll': LISTS['list roll'],
		};
		const { stdout } = await setup(directory, ['--probe'], rocks(alone));
		expect(stdout).toContain('no VM container');
		expect(stdout).toContain('insert-ethers');
		const site = await loadSite(join(directory, 'site.yaml'));
		expect(site.clusters[0]).toMatchObject({ host: hostname().split('.')[0], nodes: [] });
	});

	test('a node of Rocks, that has the program and no data base, is looked at as any machine', async () => {
		const directory = await folder();
		const { stdout } = await setup(directory, ['--probe'], rocks({}));
		expect(stdout).toContain(
			'Rocks: "rocks list host" says "error - list host"; this machine is looked at as any other.',
		);
		expect((await loadSite(join(directory, 'site.yaml'))).clusters[0]?.nodes).toEqual([hostname()]);
	});

	test('hosts that are named count more than what Rocks says', async () => {
		const directory = await folder();
		await setup(directory, ['--probe', hostname()], rocks(LISTS));
		expect((await loadSite(join(directory, 'site.yaml'))).clusters[0]?.nodes).toEqual([hostname()]);
	});
});

test('looking changes no file of the machine', async () => {
	const directory = await folder();
	const trace = join(directory, 'trace');
	const calls =
		'trace=unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,mknod,mknodat,chmod,fchmodat,openat,open,creat,symlink,symlinkat,link,linkat,truncate';
	const words = ['-n', 'strace', '-f', '-qq', '-e', calls, '-o', trace, program, '--probe', '--json'];
	expect(spawnSync('unshare', words, { cwd: directory }).status).toBeGreaterThan(0); // there is no default route
	const lines = (await readFile(trace, 'utf8')).split('\n');
	const writing = lines.filter(
		(line) =>
			/O_(WRONLY|RDWR|CREAT)|^\d+ +(unlink|rename|mkdir|mknod|chmod|fchmodat|symlink|link|truncate|creat)/.test(line) &&
			!/= -1 /.test(line),
	);
	const paths = writing.flatMap((line) => [...line.matchAll(/"([^"]*)"/g)].map(([, path = '']) => path));
	// What the look itself keeps in a directory in memory, and takes away by these names.
	const temporary: readonly string[] = [...PROBE_NAMES, 'ended'];
	const elsewhere = paths.filter(
		(path) =>
			!/^(\/dev\/(?!shm\/)|\/dev\/shm\/euca-probe\.|\/proc\/|\/run\/euca-probe\.|\/tmp\/euca-probe\.)/.test(path) &&
			!path.startsWith(directory) &&
			!/^(site|report)/.test(path) &&
			!temporary.includes(path),
	);
	expect([...new Set(elsewhere)]).toEqual([]);
});
