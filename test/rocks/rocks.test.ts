import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RocksRelease } from '../../iso/target.ts';
import { run } from '../../src/common/run.ts';
import { BUILD_TIME, openWorkshop, type RollWorkshop } from '../iso/support/tiny-roll.ts';

const programs = join(import.meta.dirname, 'rocks.ts');
const host = (name: string, membership: string, appliance: string, rank: number) => ({
	...{ name, membership, appliance, cpus: appliance === 'frontend' ? 1 : 2, rack: 0, rank, action: '' },
	...{ mac: `00:16:3e:00:00:0${rank}`, address: `10.255.255.${250 - rank}` },
});
const HOSTS = [
	host('cloud', 'Frontend', 'frontend', 0),
	host('vm-container-0-0', 'VM Container', 'vm-container', 0),
	host('vm-container-0-1', 'VM Container', 'vm-container', 1),
	host('compute-0-0', 'Compute', 'compute', 0),
];

/** A front-end of that release in a directory of its own. */
function frontEnd(release: RocksRelease, hosts = HOSTS) {
	const root = mkdtempSync(join(tmpdir(), 'euca-rocks-'));
	mkdirSync(join(root, 'opt/rocks'), { recursive: true });
	const attributes = { Kickstart_PublicHostname: 'cloud.example.org', Kickstart_PrivateAddress: '10.1.1.1' };
	const state = { release, arch: 'x86_64', rolls: [], hosts, attributes };
	writeFileSync(join(root, 'opt/rocks/emulation.json'), JSON.stringify(state));
	const env = { ROCKS_EMULATION_ROOT: root };
	return {
		root,
		run: (program: string, ...words: readonly string[]) =>
			run(process.execPath, [programs, program, ...words], { env, okCodes: [0, 1, 255] }),
		kickstart: async (name: string) => {
			const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'kickstart.ts'), name], { env });
			return JSON.parse(stdout) as { packages: string[]; posts: { text: string }[] };
		},
		remove: () => rmSync(root, { recursive: true }),
	};
}

describe('lists are printed as Rocks prints them', () => {
	const front = frontEnd('5.0');
	afterAll(front.remove);

	it('of all hosts', async () => {
		expect(
			(await front.run('rocks', 'list', 'host')).stdout,
		).toBe(`HOST              MEMBERSHIP   CPUS RACK RANK COMMENT
cloud:            Frontend     1    0    0    -------
vm-container-0-0: VM Container 2    0    0    -------
vm-container-0-1: VM Container 2    0    1    -------
compute-0-0:      Compute      2    0    0    -------
`);
	});

	it('of one host, without the column that would say nothing', async () => {
		expect((await front.run('rocks', 'list', 'host', 'cloud')).stdout).toBe(
			'MEMBERSHIP CPUS RACK RANK COMMENT\nFrontend   1    0    0    -------\n',
		);
	});

	it('of errors: on standard output, with 255 in 5.0', async () => {
		const { stdout, exitCode } = await front.run('rocks', 'enable', 'roll', 'x');
		expect([stdout, exitCode]).toEqual(['error - unknown roll name "x"\n', 255]);
	});

	it('of what a host does at its next boot', async () => {
		await front.run('rocks', 'set', 'host', 'pxeboot', 'vc0-0', 'action=install');
		expect((await front.run('rocks', 'list', 'host', 'pxeboot', 'vm-container')).stdout).toBe(
			'HOST              ACTION \nvm-container-0-0: install\nvm-container-0-1: -------\n',
		);
		const wrong = await front.run('rocks', 'set', 'host', 'pxeboot', 'cloud', 'action=dance');
		expect(wrong.stdout).toBe('error - PXE command (dance) is not defined for host (cloud)\n');
	});
});

describe.each(['5.0', '6.2', '7.0'] as const)('the roll on a front-end of Rocks %s', (rocks) => {
	const front = frontEnd(rocks);
	const is5 = rocks === '5.0';
	let workshop: RollWorkshop;
	let iso: string;
	beforeAll(async () => {
		workshop = await openWorkshop({ rocks, arch: 'x86_64', buildTime: BUILD_TIME });
		iso = await workshop.write();
	});
	afterAll(() => {
		front.remove();
		rmSync(workshop.directory, { recursive: true });
	});

	it('is added, twice, enabled, and lies in the distribution', async () => {
		await front.run('rocks', 'add', 'roll', 'clean=1', iso);
		const again = await front.run('rocks', 'add', 'roll', 'clean=1', iso);
		expect(again.stdout).toMatch(is5 ? /^Copying eucalyptus/ : /^Cleaning eucalyptus version/);
		expect((await front.run('rocks', 'list', 'roll')).stdout).toMatch(/^eucalyptus: .* no *$/m);
		await front.run('rocks', 'enable', 'roll', 'eucalyptus');
		expect((await front.run('rocks', 'list', 'roll')).stdout).toMatch(/^eucalyptus: .* yes *$/m);
		const made = is5 ? await front.run('rocks-dist', 'dist') : await front.run('rocks', 'create', 'distro');
		expect(made.stdout).toBe(
			`    including "eucalyptus" (${rocks},x86_64) roll...\n    installing "eucalyptus" profiles...\n`,
		);
	});

	it('gives the front-end a script with every package and one post, which a shell reads', async () => {
		const { stdout } = is5
			? await front.run('kroll', 'eucalyptus')
			: await front.run('rocks', 'run', 'roll', 'eucalyptus');
		const names = ['eucalyptus-runtime', 'eucalyptus', 'eucalyptus-cc', 'eucalyptus-cloud'];
		if (is5) {
			const lines = stdout.split('\n').filter((line) => line.startsWith('rpm '));
			expect(lines.map((line) => /RPMS\/(.+)-1\.1-1/.exec(line)?.[1])).toEqual(names);
		} else if (rocks === '7.0') {
			expect(stdout).toContain(`\nyum --nogpgcheck -y install ${names.toSorted().join(' ')}\n`);
		} else {
			expect(stdout.match(/^yum install .*/gm)).toEqual(names.toSorted().map((name) => `yum install ${name}`));
		}

		expect(stdout).toContain('euca-setup rocks front-end --public-host="cloud.example.org"');
		expect(stdout).toContain('--private-address="10.1.1.1"');
		await run('sh', ['-n'], { input: stdout });
	});

	it('gives VM containers the node controller, and compute nodes nothing', async () => {
		const { packages, posts } = await front.kickstart('vm-container-0-1');
		expect(packages.map((path) => path.replace(/.*\/(.+)-1\.1-1.*/, '$1'))).toEqual([
			'eucalyptus',
			'eucalyptus-nc',
			'eucalyptus-runtime',
		]);
		expect(posts.map(({ text }) => text.trim())).toEqual([
			`( /opt/eucalyptus-1.1/usr/sbin/euca-setup rocks vm-container --hypervisor=${is5 ? 'xen' : 'kvm'} --front-end="10.1.1.1" )`,
		]);
		expect(await front.kickstart('compute-0-0')).toEqual({ packages: [], posts: [] });
	});
});

describe('what Rocks would not forgive', () => {
	it('is a second description', async () => {
		const front = frontEnd('5.0');
		const workshop = await openWorkshop({ rocks: '5.0', arch: 'x86_64', buildTime: BUILD_TIME });
		try {
			writeFileSync(join(workshop.tree, 'roll-extra.xml'), '<extra/>\n');
			const { exitCode, stderr } = await front.run('rocks', 'add', 'roll', await workshop.write());
			expect([exitCode, stderr]).toEqual([1, expect.stringContaining("KeyError: 'name'")]);
			expect(readdirSync(front.root)).toContain('opt');
		} finally {
			front.remove();
			rmSync(workshop.directory, { recursive: true });
		}
	});

	it('an unknown roll gives a script that does nothing', async () => {
		const front = frontEnd('5.0');
		try {
			const { stdout } = await front.run('kroll', 'eucalyptos');
			expect(stdout).not.toMatch(/^rpm/m);
		} finally {
			front.remove();
		}
	});
});
