import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildRpms } from '../../iso/rpms.ts';
import { startCluster, type TestCluster } from '../cluster/cluster.ts';
import type { TestHost } from '../cluster/host.ts';

// The packages where systemd is process 1, as on Rocks 7.0: rpm, euca-setup, systemctl, a crash, a reboot.
const EUCALYPTUS = '/opt/eucalyptus-1.1';
const CONF = '/etc/default/eucalyptus';
const INIT = '/etc/init.d/eucalyptus';
const ROLES = ['cloud', 'cluster', 'node'];

let work: string;
let cluster: TestCluster;
let host: TestHost;
let packages: string;

beforeAll(async () => {
	work = mkdtempSync(join(tmpdir(), 'euca-systemd-'));
	const built = await buildRpms('x86_64', { out: join(work, 'rpms'), buildTime: 1_795_000_000 });
	packages = built.map(({ path }) => `/srv/rpms/${basename(path)}`).join(' ');
	const mounts = [{ source: join(work, 'rpms'), target: '/srv/rpms', options: 'ro' as const }];
	const services = 'systemd';
	cluster = await startCluster([
		{ name: 'frontend', root: 'this machine', services, address: '', mounts, diskSize: '64g' },
	]);
	host = cluster.host('frontend');
	await booted();
	await host.sh(`mkdir -p /usr/local/eucalyptus/instances; rm -rf ${EUCALYPTUS} ${CONF}`);
});
afterAll(async () => {
	await cluster?.stop();
	rmSync(work, { recursive: true, force: true });
});

/** Everything that boot starts has started; `degraded` where a unit of Debian does not like a host without hardware. */
const booted = () =>
	host.sh("until systemctl is-system-running --wait 2>/dev/null | grep -qE 'running|degraded'; do sleep 0.1; done");
const rpm = (words: string) => host.sh(`rpm ${words} 2>&1 | grep -v 'Alien\\|assuming you know' || true`);
/** `active`, `inactive`, `failed` of the units of the three roles, in the order cloud, cluster, node. */
const units = () => host.sh(`systemctl is-active ${ROLES.map((role) => `eucalyptus-${role}`).join(' ')} || true`);
const everywhere = (state: string) => `${state}\n`.repeat(3);
const processes = () => host.sh(`ps -eo args | grep '[/]opt/eucalyptus-1.1/' || true`);

test('rpm -i enables the service, which starts nothing yet', async () => {
	expect(await rpm(`-i --nodeps ${packages}`)).toBe('');
	expect(await host.sh('systemctl is-enabled eucalyptus')).toBe('enabled\n');
	expect(await host.sh('systemctl start eucalyptus && systemctl status eucalyptus')).toContain('no service to start');
});

test('euca-setup takes such a host without a word of doubt, and the services run as units', async () => {
	const setup = `cd /root && ${EUCALYPTUS}/usr/sbin/euca-setup`;
	await host.sh(`${setup} init --front-end frontend --node frontend --no-probe`);
	await host.sh(`sed -i 's/^nodeDefaults:.*/&\\n  hypervisor: qemu/' /root/site.yaml`);
	const said = await host.sh(`${setup} apply --yes 2>&1`, { timeoutMs: 600_000 });
	expect(said).not.toContain('OCCUPIED');
	expect(await units()).toBe(everywhere('active'));
	await host.sh(`${INIT} status`);
	// systemd notices by its time that a unit has changed
	expect(
		await host.sh('find /etc/systemd/system -type f -name "eucalyptus*.service" -newermt 2001-01-01 | wc -l'),
	).toBe('4\n');
});

describe('systemctl', () => {
	test('waits for the services when it stops and when it starts', async () => {
		await host.sh('systemctl stop eucalyptus');
		expect(await processes()).toBe('');
		expect(await units()).toBe(everywhere('inactive'));
		await host.sh(`systemctl start eucalyptus && ${INIT} status`);
		expect(await units()).toBe(everywhere('active'));
	});

	test('restart gives every service a new process', async () => {
		const before = await host.sh(`cat ${EUCALYPTUS}/var/run/eucalyptus/euca-*.pid`);
		await host.sh(`systemctl restart eucalyptus && ${INIT} status`);
		const after = await host.sh(`cat ${EUCALYPTUS}/var/run/eucalyptus/euca-*.pid`);
		expect(before.split('\n').filter((pid) => pid !== '' && after.split('\n').includes(pid))).toEqual([]);
	});

	test('a controller that is killed comes back by itself', async () => {
		const pid = await host.sh(`cat ${EUCALYPTUS}/var/run/eucalyptus/euca-cc.pid`);
		await host.sh(`kill -9 ${pid}`);
		await host.sh(
			`until systemctl -q is-active eucalyptus-cluster && [ "$(systemctl show -p MainPID eucalyptus-cluster)" != MainPID=${pid.trim()} ]; do sleep 0.2; done`,
		);
		await host.sh(`${INIT} status`);
	});

	test('what the configuration switches off does not run after the next start', async () => {
		await host.sh(`sed -i 's/^START_NC=.*/START_NC="N"/' ${CONF}`);
		await host.sh('systemctl restart eucalyptus');
		expect(await units()).toBe('active\nactive\ninactive\n');
		await host.sh(`sed -i 's/^START_NC=.*/START_NC="Y"/' ${CONF}`);
		await host.sh(`${INIT} start`);
		expect(await units()).toBe(everywhere('active'));
	});

	test('a front-end whose nodes are still to come is not a failure', async () => {
		await host.sh(`cp ${CONF} /root/kept && sed -i 's/^NODES=.*/NODES=""/' ${CONF} && systemctl restart eucalyptus`);
		expect(await units()).toBe('active\ninactive\nactive\n');
		await host.sh(`cat /root/kept >${CONF} && ${INIT} restart`);
		expect(await units()).toBe(everywhere('active'));
	});
});

test('the start script says why a service did not start, and only that one is missing', async () => {
	await host.sh(`cp ${CONF} /root/kept && sed -i 's|^INSTANCE_PATH=.*|INSTANCE_PATH="/nowhere"|' ${CONF}`);
	const { exitCode, stderr } = await host.try(`${INIT} restart`);
	expect(exitCode).toBe(1);
	expect(stderr).toContain('INSTANCE_PATH=/nowhere in /etc/default/eucalyptus is not a directory');
	expect(await units()).toMatch(/^active\nactive\n(activating|failed|inactive)\n$/);
	await host.sh(`cat /root/kept >${CONF} && ${INIT} restart`);
	expect(await units()).toBe(everywhere('active'));
});

test('an upgrade restarts each service once, as its unit', async () => {
	const starts = (role: string) =>
		host.sh(`journalctl -q -o cat _PID=1 UNIT=eucalyptus-${role}.service | grep -c '^Started'`).then(Number);
	const before = await Promise.all(ROLES.map(starts));
	await rpm(`-U --force --nodeps ${packages}`);
	expect(await Promise.all(ROLES.map(starts))).toEqual(before.map((count) => count + 1));
	expect(await units()).toBe(everywhere('active'));
});

test('after a reboot everything runs again', async () => {
	const boots = host.boots();
	await host.try('systemctl reboot');
	while (host.boots() === boots) {
		await new Promise((resolve) => setTimeout(resolve, 50));
	}

	await booted();
	expect(await units()).toBe(everywhere('active'));
	expect(await host.sh('systemctl is-active eucalyptus')).toBe('active\n');
	await host.sh(`${INIT} status`);
	expect(await host.sh('systemctl --failed --no-legend | grep eucalyptus || true')).toBe('');
});

describe('rpm -e', () => {
	test('of one controller stops it and leaves the others', async () => {
		await rpm('-e eucalyptus-nc');
		expect(await units()).toBe('active\nactive\ninactive\n');
	});

	test('of everything stops the services, and nothing starts at boot', async () => {
		await rpm('-e eucalyptus-cloud eucalyptus-cc eucalyptus eucalyptus-runtime');
		expect(await processes()).toBe('');
		expect(await units()).toBe(everywhere('inactive'));
		expect(await host.sh('systemctl is-enabled eucalyptus || true')).toBe('disabled\n');
		expect(await host.sh('ls /etc/systemd/system/*.wants | grep eucalyptus || true')).toBe('');
	});
});
