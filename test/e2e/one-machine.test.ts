import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCluster, type TestCluster } from '../cluster/cluster.ts';
import type { TestHost } from '../cluster/host.ts';

// What a new user does on one machine, in a private prefix: issue by issue of the README's first screen.
const checkout = join(import.meta.dirname, '../..');
const prefix = '/srv/lab/eucalyptus-1.1';
const systemRoot = '/srv/lab/system';
const make = `cd ${checkout} && make --no-print-directory PREFIX=${prefix} SYSTEM_ROOT=${systemRoot} SITE=/srv/lab/site.yaml`;
const init = `EUCALYPTUS=${prefix} ${systemRoot}/etc/init.d/eucalyptus`;
const credentials = '/root/.euca';
const aws = `. ${credentials}/eucarc; export AWS_ACCESS_KEY_ID=$EC2_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$EC2_SECRET_KEY AWS_DEFAULT_REGION=Eucalyptus; aws() { /usr/bin/aws --endpoint-url "$EC2_URL" --output text ec2 "$@"; };`;
const ssh =
	'ssh -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=5';

let cluster: TestCluster;
let machine: TestHost;
let filesBefore: string;
let instance: string;
let address: string;

beforeAll(async () => {
	cluster = await startCluster([{ name: 'frontend', root: 'this machine', address: '', diskSize: '64g' }]);
	machine = cluster.host('frontend');
	await machine.sh('mkdir -p /srv/lab');
	filesBefore = await files();
});
afterAll(async () => cluster?.stop());

/** Every file of the machine outside of what Debian's own daemons write while they run. */
async function files(): Promise<string> {
	return machine.sh(
		`find / -xdev \\( -path ${checkout} -o -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /root/.cache -o -path /root/.npm -o -path '/var/*/libvirt' -o -path /var/cache/apt -o -path /etc/libvirt -o -path /mnt \\) -prune -o -print | LC_ALL=C sort`,
	);
}

async function eventually(script: string, expected: RegExp, timeoutMs = 180_000): Promise<string> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const { stdout, stderr } = await machine.try(script);
		if (expected.test(stdout)) {
			return stdout;
		}

		if (Date.now() > deadline) {
			throw new Error(`${script} never showed ${expected}, last:\n${stdout}\n${stderr}`);
		}

		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}

describe('one command on one machine', () => {
	test('make cloud ends with an ssh line that logs in to an instance', async () => {
		const output = await machine.sh(`${make} cloud`, { timeoutMs: 600_000 });
		console.info(output);
		const last = output.trim().split('\n').at(-1) ?? '';
		expect(last).toMatch(/^\s*ssh -i \S+ .*root@\d+\.\d+\.\d+\.\d+$/);
		expect(await machine.sh(`${last} -o BatchMode=yes uname -s`)).toBe('Linux\n');
	});

	test('make cloud a second time changes nothing and shows the same instance', async () => {
		const output = await machine.sh(`${make} cloud`, { timeoutMs: 600_000 });
		expect(output).toMatch(/\b0 changes/);
		expect(output.trim().split('\n').at(-1)).toMatch(/^\s*ssh -i/);
		expect(await machine.sh('virsh -c qemu:///system list --name | grep -c ^i-')).toBe('1\n');
	});

	test('the services are listed by Apache, the test clients see the node, and the zone is UP', async () => {
		expect(await machine.sh('curl -sf http://127.0.0.1:8774/axis2/services')).toContain('EucalyptusCC');
		expect(await machine.sh('curl -sf http://127.0.0.1:8775/axis2/services')).toContain('EucalyptusNC');
		expect(
			await machine.sh(`EUCALYPTUS=${prefix} ${prefix}/usr/sbin/NCclient 127.0.0.1:8775 describeResource`),
		).toContain('node status=[OK]');
		expect(
			await machine.sh(`EUCALYPTUS=${prefix} ${prefix}/usr/sbin/CCclient_full 127.0.0.1:8774 describeResources`),
		).toContain('DescribeResources:');
		await machine.sh(`${prefix}/usr/sbin/euca get_credentials --out ${credentials}`);
		expect(await machine.sh(`${aws} aws describe-availability-zones`)).toMatch(/UP \d{3}\/\d{3}/);
		expect(
			await machine.sh(`stat -c %a ${prefix}/var/eucalyptus/keys ${prefix}/var/eucalyptus/keys/cloud-pk.pem`),
		).toBe('700\n600\n');
	});

	test('the AWS command line makes a key pair and runs an instance that gets two addresses', async () => {
		await machine.sh(
			`${aws} aws create-key-pair --key-name mykey --query KeyMaterial > /root/mykey.private; chmod 600 /root/mykey.private; head -1 /root/mykey.private | grep -q 'BEGIN RSA PRIVATE KEY'`,
		);
		const image = (
			await machine.sh(`${aws} aws describe-images --query 'Images[?ImageType==\`machine\`].ImageId'`)
		).trim();
		expect(image).toMatch(/^emi-[0-9A-F]{8}$/);
		instance = (
			await machine.sh(
				`${aws} aws run-instances --image-id ${image} --key-name mykey --query 'Instances[0].InstanceId'`,
			)
		).trim();
		expect(instance).toMatch(/^i-[0-9A-F]{8}$/);
		const query = "'Reservations[].Instances[].[State.Name,PublicIpAddress,PrivateIpAddress]'";
		const row = await eventually(
			`${aws} aws describe-instances --instance-ids ${instance} --query ${query}`,
			/^running\s+\d+\.\d+\.\d+\.\d+\s+\d+\.\d+\.\d+\.\d+/,
		);
		address = row.trim().split(/\s+/)[1] ?? '';
		expect(address).not.toBe('0.0.0.0');
		const authorized = await eventually(
			`${ssh} -i /root/mykey.private root@${address} 'cat /root/.ssh/authorized_keys'`,
			/^ssh-rsa /,
		);
		const ours = (await machine.sh('ssh-keygen -y -f /root/mykey.private')).trim().split(' ')[1] ?? 'no key';
		expect(authorized).toContain(ours);
	});

	test('the console is kept from the first byte to the login prompt', async () => {
		const console64 = await eventually(
			`${aws} aws get-console-output --instance-id ${instance} --query Output`,
			/login:/,
		);
		expect(console64).toContain('Linux version');
	});

	test('reboot brings the same instance back', async () => {
		const inside = `${ssh} -i /root/mykey.private root@${address}`;
		const boot = await machine.sh(`${inside} 'echo kept > /root/kept; sync; cat /proc/sys/kernel/random/boot_id'`);
		await machine.sh(`${aws} aws reboot-instances --instance-ids ${instance}`);
		const look = `${inside} 'cat /proc/sys/kernel/random/boot_id /root/kept' | tr '\\n' ' '`;
		await eventually(look, new RegExp(`^(?!${boot.trim()})[-0-9a-f]{36} kept`), 180_000);
	});

	test('python-boto of 2010 sees the same cloud', async () => {
		const script = `import os, boto
from boto.ec2.regioninfo import RegionInfo
c = boto.connect_ec2(os.environ['EC2_ACCESS_KEY'], os.environ['EC2_SECRET_KEY'], is_secure=False, region=RegionInfo(name='eucalyptus', endpoint='127.0.0.1'), port=8773, path='/services/Eucalyptus')
print([z.state for z in c.get_all_zones()], [i.id for r in c.get_all_instances() for i in r.instances if i.state == 'running'], [k.name for k in c.get_all_key_pairs()])`;
		const output = await machine.sh(`set -a; . ${credentials}/eucarc; /usr/bin/python3 -c "${script}"`);
		expect(output).toContain(instance);
		expect(output).toContain('UP');
		expect(output).toContain('mykey');
	});

	test.each(['cloud', 'cc', 'nc'])(
		'kill -9 of %s loses nothing: started again, it finds every instance',
		async (program) => {
			await machine.sh(`kill -9 $(cat ${prefix}/var/run/eucalyptus/euca-${program}.pid) && ${init} start`);
			const query = "'Reservations[].Instances[].State.Name'";
			await eventually(`${aws} aws describe-instances --instance-ids ${instance} --query ${query}`, /^running/);
			expect(await machine.sh(`${ssh} -i /root/mykey.private root@${address} echo alive`)).toBe('alive\n');
		},
	);

	test('terminate at once after run leaves neither domain nor file', async () => {
		// Two cores, two instances: the first one makes room.
		const first = (await machine.sh('virsh -c qemu:///system list --name'))
			.split('\n')
			.find((name) => name.startsWith('i-') && name !== instance);
		await machine.sh(`${aws} aws terminate-instances --instance-ids ${first}`);
		await eventually(`${aws} aws describe-availability-zones`, /UP 001\/002/, 60_000);
		const image = (
			await machine.sh(`${aws} aws describe-images --query 'Images[?ImageType==\`machine\`].ImageId'`)
		).trim();
		const id = (
			await machine.sh(`${aws} aws run-instances --image-id ${image} --query 'Instances[0].InstanceId'`)
		).trim();
		await machine.sh(`${aws} aws terminate-instances --instance-ids ${id}`);
		await eventually(
			`${aws} aws describe-instances --instance-ids ${id} --query 'Reservations[].Instances[].State.Name'`,
			/^terminated/,
		);
		expect(
			(
				await machine.try(
					`virsh -c qemu:///system list --all --name | grep ${id}; find / -xdev -path '*instances*${id}*' | head`,
				)
			).stdout,
		).toBe('');
	});

	test('make cloud-down leaves no process, and make cloud boots the same instances again', async () => {
		await machine.sh(`${make} cloud-down`);
		expect((await machine.try("ps axww -o args | grep -v 'grep\\|ps axww' | grep -i euca")).stdout).toBe('');
		await machine.sh(`${make} cloud`, { timeoutMs: 600_000 });
		await eventually(`${ssh} -i /root/mykey.private root@${address} cat /root/kept`, /kept/, 90_000);
	});

	test('terminate removes domain, disk and address', async () => {
		await machine.sh(`${aws} aws terminate-instances --instance-ids ${instance}`);
		await eventually(
			`${aws} aws describe-instances --instance-ids ${instance} --query 'Reservations[].Instances[].State.Name'`,
			/^terminated/,
		);
		expect(
			(
				await machine.try(
					`virsh -c qemu:///system list --all --name | grep ${instance}; find / -xdev -path '*${instance}*'`,
				)
			).stdout,
		).toBe('');
	});

	test('make uninstall leaves no file, process, bridge, rule or domain behind', async () => {
		await machine.sh(`${make} uninstall`, { timeoutMs: 600_000 });
		expect((await machine.try("ps axww -o args | grep -v 'grep\\|ps axww' | grep -i euca")).stdout).toBe('');
		expect(await machine.sh('ip -br link | grep -v "^lo\\|virbr" | wc -l')).toBe('0\n');
		expect((await machine.sh('nft list tables')).trim()).toBe('');
		expect((await machine.sh('virsh -c qemu:///system list --all --name')).trim()).toBe('');
		const after = await files();
		const left = new Set(filesBefore.split('\n'));
		expect(
			after.split('\n').filter((path) => !left.has(path) && !path.startsWith('/root') && path !== '/srv/lab/site.yaml'),
		).toEqual([]);
	});
});
