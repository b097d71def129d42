import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltRpm, buildRpms } from '../../iso/rpms.ts';
import { run } from '../../src/common/run.ts';
import { startCluster, type TestCluster } from '../cluster/cluster.ts';
import type { TestHost } from '../cluster/host.ts';
import { busyboxRpm } from '../iso/support/busybox-rpm.ts';

// An administrator without Rocks: rpm -i, euca-setup, an upgrade after edits, and rpm -e.
const EUCALYPTUS = '/opt/eucalyptus-1.1';
const SBIN = `${EUCALYPTUS}/usr/sbin`;
const CONF = '/etc/default/eucalyptus';
const BUILD_TIME = 1_795_000_000;
const NAMES = ['runtime', '', 'cloud', 'cc', 'nc'].map((part) => `eucalyptus${part && '-'}${part}`);

let work: string;
let cluster: TestCluster;
let host: TestHost;
let first: readonly BuiltRpm[];
let second: readonly BuiltRpm[];

beforeAll(async () => {
	work = mkdtempSync(join(tmpdir(), 'euca-rpms-'));
	first = await buildRpms('x86_64', { out: join(work, '1'), buildTime: BUILD_TIME });
	second = await buildRpms('x86_64', { out: join(work, '2'), buildTime: BUILD_TIME + 60, release: '2' });
	await busyboxRpm(join(work, '1'));
	await Promise.all(['1', '2'].map((release) => run('createrepo_c', ['-q', join(work, release)])));
	const mounts = [{ source: work, target: '/srv/rpms', options: 'ro' as const }];
	cluster = await startCluster([{ name: 'frontend', root: 'this machine', address: '', mounts, diskSize: '64g' }]);
	host = cluster.host('frontend');
	await host.sh(`mkdir -p /usr/local/eucalyptus/instances; rm -rf /opt/eucalyptus-1.1 ${CONF}`);
});
afterAll(async () => {
	await cluster?.stop();
	rmSync(work, { recursive: true, force: true });
});

/** Debian's rpm knows nothing of what dpkg installed: dependencies are looked at by a test of their own. */
const rpm = (words: string) => host.sh(`rpm ${words} 2>&1 | grep -v 'Alien\\|assuming you know' || true`);
const paths = (rpms: readonly BuiltRpm[], directory: string) =>
	rpms.map(({ path }) => `/srv/rpms/${directory}/${basename(path)}`).join(' ');

describe('rpm -i', () => {
	test('installs without a word, in one transaction', async () => {
		expect(await rpm(`-i --nodeps ${paths(first, '1')}`)).toBe('');
		const installed = await host.sh("rpm -qa 'eucalyptus*' --qf '%{NAME}\\n' | sort");
		expect(installed.trim().split('\n')).toEqual([...NAMES].sort());
	});

	test('the packages need each other and a shell, nothing of Rocks and nothing of a distribution', async () => {
		const needs = await host.sh(`rpm -q --requires ${NAMES.join(' ')} | sort -u`);
		expect(needs.trim().split('\n')).toEqual([
			'/bin/sh',
			'eucalyptus = 1.1-1',
			'eucalyptus-runtime = 1.1-1',
			'rpmlib(CompressedFileNames) <= 3.0.4-1',
			'rpmlib(PayloadFilesHavePrefix) <= 4.0-1',
		]);
	});

	test('every file is as the package says', async () => {
		expect(await host.sh(`rpm -V --nodeps ${NAMES.join(' ')}`)).toBe('');
	});

	test('the service is registered for runlevels 2 to 5, and starts nothing yet', async () => {
		expect(await host.sh('ls /etc/rc[0-6].d | grep -c eucalyptus')).toBe('7\n');
		expect(await host.sh('grep "^# chkconfig" /etc/init.d/eucalyptus')).toBe('# chkconfig: 2345 99 05\n');
		expect(await host.sh('/etc/init.d/eucalyptus start')).toContain('no service to start');
	});

	test('the tools run under the Node of the package', async () => {
		expect(await host.sh(`env -i ${SBIN}/euca --help`)).toContain('Usage: euca');
	});
});

describe('euca-setup on a host that has the packages', () => {
	test('takes the programs as they are, and sets up the rest', async () => {
		await host.sh(
			`cd /root && ${SBIN}/euca-setup init --front-end frontend --node frontend --no-probe && sed -i 's/^nodeDefaults:.*/&\\n  hypervisor: qemu/' site.yaml && cat site.yaml`,
		);
		const output = await host.sh(`cd /root && ${SBIN}/euca-setup apply --yes`, { timeoutMs: 600_000 });
		expect(output).not.toContain('programs/');
		expect(await host.sh(`rpm -V --nodeps eucalyptus-runtime eucalyptus-cc eucalyptus-nc eucalyptus-cloud`)).toBe('');
	});

	test('cloud, cluster and node controller answer', async () => {
		await host.sh('/etc/init.d/eucalyptus status');
		expect(await host.sh(`${SBIN}/CCclient_full 127.0.0.1:8774 describeResources`)).toMatch(/DescribeResources: [1-9]/);
		expect(await host.sh(`${SBIN}/NCclient -n 127.0.0.1:8775 describeResource`)).toMatch(/memory/);
		expect(await host.sh("curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:8773/services/Eucalyptus")).toMatch(
			/^[245]/,
		);
	});
});

describe('an upgrade', () => {
	let before: string;
	test('keeps the configuration with its edits, keys and database, and goes on with the new programs', async () => {
		await host.sh(`sed -i 's/^LOGLEVEL=.*/LOGLEVEL="DEBUG"/' ${CONF}`);
		const state = `find ${EUCALYPTUS}/var/eucalyptus/keys ${CONF} -type f | sort | xargs sha256sum`;
		before = await host.sh(state);
		const processes = await host.sh(`cat ${EUCALYPTUS}/var/run/eucalyptus/euca-*.pid`);
		const said = await rpm(`-U --nodeps ${paths(second, '2')}`);
		expect(said).toContain('Starting Eucalyptus services: CC');
		expect(await host.sh(state)).toBe(before);
		expect(await host.sh('rpm -q eucalyptus')).toBe('eucalyptus-1.1-2.x86_64\n');
		expect(await host.sh(`cat ${EUCALYPTUS}/var/run/eucalyptus/euca-*.pid`)).not.toBe(processes);
		await host.sh('/etc/init.d/eucalyptus status');
		expect(await host.sh(`${SBIN}/CCclient_full 127.0.0.1:8774 describeResources`)).toMatch(/DescribeResources: [1-9]/);
	});

	test('the same again, as build.sh of Rocks does it, package by package, changes nothing', async () => {
		for (const path of paths(second, '2').split(' ')) {
			await rpm(`-U --force --nodeps ${path}`);
		}

		expect(await host.sh(`find ${EUCALYPTUS}/var/eucalyptus/keys ${CONF} -type f | sort | xargs sha256sum`)).toBe(
			before,
		);
		expect(await host.sh('ls /etc/default | grep eucalyptus')).toBe('eucalyptus\n');
		await host.sh('/etc/init.d/eucalyptus status');
	});
});

describe('rpm -e', () => {
	test('of one controller stops it and leaves the others', async () => {
		await rpm('-e eucalyptus-nc');
		const { stdout } = await host.try('/etc/init.d/eucalyptus status');
		expect(stdout).toMatch(/CC +running/);
		expect(stdout).toMatch(/NC +stopped/);
	});

	test('of everything stops the services and keeps keys, database, logs and the edited configuration', async () => {
		await rpm(`-e ${NAMES.filter((name) => name !== 'eucalyptus-nc').join(' ')}`);
		const left = await host.sh(`ps -eo args | grep '[/]opt/eucalyptus-1.1/' || true`);
		expect(left).toBe('');
		expect(await host.sh('ls /etc/rc[0-6].d | grep -c eucalyptus || true')).toBe('0\n');
		expect(await host.sh(`ls ${EUCALYPTUS}/var/eucalyptus ${EUCALYPTUS}/var/eucalyptus/db`)).toMatch(
			/keys[\s\S]*eucalyptus\.db/,
		);
		expect(await host.sh(`grep LOGLEVEL ${CONF}.rpmsave`)).toBe('LOGLEVEL="DEBUG"\n');
		expect(await host.sh(`ls ${EUCALYPTUS}/usr/lib/eucalyptus/node 2>&1 || true`)).toContain('No such file');
	});
});

describe("today's dnf, in a root that holds a shell and nothing else", () => {
	const ROOT = '/srv/minimal';
	const dnf = (words: string, ...releases: readonly string[]) => {
		const repositories = releases.map((release) => `--repofrompath=${release},/srv/rpms/${release} --repo=${release}`);
		const options = `--installroot=${ROOT} --releasever=9 --setopt=cachedir=/var/cache/dnf-minimal --nogpgcheck -y -q`;
		return host.sh(`dnf ${options} ${repositories.join(' ')} ${words} 2>&1`);
	};
	const shown = async (words: string) =>
		(await dnf(words, '1')).split('\n').filter((line) => /^[/\w][\w/().-]*( = .*)?$/.test(line));
	const inside = (command: string) => host.sh(`chroot ${ROOT} env -i PATH=/bin ${command} 2>&1`);
	const installed = () => host.sh(`rpm --root ${ROOT} -qa 'eucalyptus*' --qf '%{NAME} %{RELEASE}\\n' | sort`);

	test('reads what they need, provide and hold', async () => {
		await host.sh(
			`mkdir -p ${ROOT}/proc ${ROOT}/dev && mount -t proc proc ${ROOT}/proc && mount --rbind /dev ${ROOT}/dev`,
		);
		expect(await shown('repoquery --requires eucalyptus-nc')).toEqual(['/bin/sh', 'eucalyptus = 1.1-1']);
		expect(await shown('repoquery --provides eucalyptus-nc')).toContain('eucalyptus-nc = 1.1-1');
		expect(await shown('repoquery --list eucalyptus-nc')).toEqual([
			'/opt/eucalyptus-1.1/usr/lib/eucalyptus/programs/eucalyptus-node.js',
		]);
		expect(await shown('repoquery --list eucalyptus')).toContain(CONF);
	});

	test('installs the controllers with what they need', async () => {
		await dnf('install eucalyptus-cloud eucalyptus-cc eucalyptus-nc', '1');
		expect(await installed()).toBe(
			[...NAMES]
				.sort()
				.map((name) => `${name} 1\n`)
				.join(''),
		);
		expect(await inside(`${SBIN}/euca --help`)).toContain('Usage: euca');
	});

	test('replaces them by a newer release, and keeps what was edited', async () => {
		await host.sh(`echo 'LOGLEVEL="DEBUG"' >>${ROOT}${CONF}`);
		await dnf('upgrade', '1', '2');
		expect(await installed()).toMatch(/^(\S+ 2\n){5}$/);
		expect(await host.sh(`tail -n 1 ${ROOT}${CONF}`)).toBe('LOGLEVEL="DEBUG"\n');
		expect(await inside(`${SBIN}/euca-setup --help`)).toContain('Usage: euca-setup');
	});

	test('takes them away again, all but what was edited', async () => {
		await dnf('remove eucalyptus-runtime', '1');
		expect(await installed()).toBe('');
		expect(await host.sh(`find ${ROOT}/opt ${ROOT}/etc -type f -o -type l | grep -v /etc/dnf/`)).toBe(
			`${ROOT}${CONF}.rpmsave\n`,
		);
	});
});
