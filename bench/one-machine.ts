// What `make cloud` gives on one machine with real QEMU guests: RunInstances to ssh beside `virsh create` of the same
// domain, the second start of a 2 GiB image, and what the cloud costs while nothing happens. Runs in a machine of
// namespaces; needs root and the packages of the end-to-end test.

import { join } from 'node:path';
import { startCluster } from '../test/cluster/cluster.ts';
import type { TestHost } from '../test/cluster/host.ts';
import { median, report } from './support/report.ts';

const ROUNDS = 3;
const IDLE_SECONDS = 30;
const checkout = join(import.meta.dirname, '..');
const prefix = '/srv/bench/eucalyptus-1.1';
const instances = `${prefix}/var/eucalyptus/instances/eucalyptus`;
const peer = '/srv/bench/peer';
const euca = `${prefix}/usr/sbin/euca`;
const tryDirectory = `${prefix}/var/eucalyptus/try`;
const aws = `. /root/.euca/eucarc; export AWS_ACCESS_KEY_ID=$EC2_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$EC2_SECRET_KEY AWS_DEFAULT_REGION=e; /usr/bin/aws --endpoint-url $EC2_URL --output text ec2`;

const cluster = await startCluster([{ name: 'bench', root: 'this machine', address: '', diskSize: '64g' }]);
const machine = cluster.host('bench');
try {
	await machine.sh('mkdir -p /srv/bench');
	const setUp = await machine.sh(
		`cd ${checkout} && make --no-print-directory PREFIX=${prefix} SYSTEM_ROOT=/srv/bench/system SITE=/srv/bench/site.yaml cloud`,
		{ timeoutMs: 280_000 },
	);
	console.log(
		setUp
			.split('\n')
			.filter((line) => /^== .*: [\d.]+ s$|logged in/.test(line))
			.join('\n'),
	);
	await machine.sh(`${euca} get_credentials --out /root/.euca`);
	const idle = await idleCost(machine);
	const starts: number[] = [];
	const peers: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		peers.push(await virshToSsh(machine));
		starts.push(await runToSsh(machine));
	}

	const large = await secondStartOfLargeImage(machine);
	report([
		{
			what: 'RunInstances to ssh',
			unit: 's',
			ours: median(starts),
			aim: 1.5 * median(peers) + 2,
			peer: { name: 'virsh create of the same domain to ssh', value: median(peers) },
		},
		{
			what: 'second start of a 2 GiB image: accepted to running',
			unit: 's',
			ours: large.ours,
			aim: large.peer + 1,
			peer: { name: 'virsh create of that domain', value: large.peer },
		},
		{
			what: `idle cloud, CPU of one core in ${IDLE_SECONDS} s`,
			unit: 'ms',
			ours: idle.cpuMs,
			aim: 20 * IDLE_SECONDS,
			peer: { name: 'of it libvirt and Apache', value: idle.othersCpuMs },
		},
		{
			what: 'idle cloud, memory of all processes (PSS)',
			unit: 'MiB',
			ours: idle.memoryMib,
			aim: 400,
			peer: { name: 'of it libvirt and Apache', value: idle.othersMemoryMib },
		},
	]);
} finally {
	await cluster.stop();
}

/** Ends the instance of the last round and runs another; seconds as `euca try_image` counts them. */
async function runToSsh(host: TestHost): Promise<number> {
	await terminateAll(host);
	const output = await host.sh(`${euca} try_image ttylinux --key-dir ${tryDirectory} 2>&1`);
	return Number(/([\d.]+) s\s+logged in/.exec(output)?.[1]);
}

/** The same domain with copies of its disks, started by virsh alone; polled for ssh in the same way. */
async function virshToSsh(host: TestHost): Promise<number> {
	const address = (
		await host.sh(
			`${aws} describe-instances --query 'Reservations[].Instances[?State.Name==\`running\`].PublicIpAddress'`,
		)
	).trim();
	await copyAside(host);
	const key = `-i ${tryDirectory}/*.private -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null`;
	const ssh = `ssh ${key} -o LogLevel=ERROR -o ConnectTimeout=1 root@${address} true`;
	return timed(host, `until ${ssh} 2>/dev/null; do sleep 0.1; done`);
}

/** Under another name and elsewhere: the node controller ends domains of its own that nobody ordered. */
async function copyAside(host: TestHost): Promise<void> {
	const id = await onlyInstance(host);
	await host.sh(`cp -a --sparse=always ${instances}/${id} ${peer}`);
	await terminateAll(host);
	await host.sh(
		`cd ${peer}; qemu-img rebase -u -F raw -b ${peer}/root.base root; sed -i 's#${instances}/${id}#${peer}#; s#<name>.*<#<name>peer<#' libvirt.xml`,
	);
}

/** Seconds from `virsh create` of the copy until the script has ended; the copy is removed. */
async function timed(host: TestHost, script: string): Promise<number> {
	const virsh = 'virsh -q -c qemu:///system';
	const nanoseconds = await host.sh(
		`begin=$(date +%s%N); ${virsh} create ${peer}/libvirt.xml >/dev/null; ${script}; echo $(( $(date +%s%N) - begin )); ${virsh} destroy peer >/dev/null; rm -rf ${peer}`,
	);
	return Number(nanoseconds) / 1e9;
}

async function secondStartOfLargeImage(host: TestHost): Promise<{ ours: number; peer: number }> {
	const image = 'build/test-image';
	await host.sh(
		`cd ${checkout}; cp ${image}/ttylinux.img /srv/bench/large.img; truncate -s 2G /srv/bench/large.img; resize2fs -f /srv/bench/large.img >/dev/null 2>&1
		head -c 1700M /dev/urandom > /srv/bench/filling; debugfs -w -R 'write /srv/bench/filling filling' /srv/bench/large.img >/dev/null 2>&1; rm /srv/bench/filling
		${euca} add_image --disk-image /srv/bench/large.img --kernel-image ${image}/vmlinuz --ramdisk-image ${image}/initrd.img --image-name large; rm /srv/bench/large.img`,
		{ timeoutMs: 200_000 },
	);
	for (const _ of ['first', 'second']) {
		await terminateAll(host);
		await host.sh(`${euca} try_image large --key-dir ${tryDirectory} 2>&1`, { timeoutMs: 200_000 });
	}

	const id = await onlyInstance(host);
	const log = await host.sh(`grep '${id}' ${prefix}/var/log/eucalyptus/nc.log`);
	const timeOf = (text: string) => {
		const line = log.split('\n').find((each) => each.includes(text)) ?? '{}';
		return Date.parse(String((JSON.parse(line) as { time?: string }).time));
	};
	const ours = (timeOf('instance runs') - timeOf('instance accepted')) / 1000;
	await copyAside(host);
	return { ours, peer: await timed(host, 'true') };
}

interface IdleCost {
	readonly cpuMs: number;
	readonly memoryMib: number;
	readonly othersCpuMs: number;
	readonly othersMemoryMib: number;
}

/** All processes of the cloud and of libvirt, the guest not counted; and of these the programs that are not ours. */
async function idleCost(host: TestHost): Promise<IdleCost> {
	await new Promise((resolve) => setTimeout(resolve, 10_000));
	const output = await host.sh(`
		others() { pgrep -x 'libvirtd|virtlogd|apache2'; }
		ours() { pgrep -f /eucalyptus/programs/; }
		ticks() { for p in $("$1"); do cat /proc/$p/stat; done 2>/dev/null | sed 's/.*) //' | awk '{ s += $12 + $13 } END { print s + 0 }'; }
		pss() { for p in $("$1"); do cat /proc/$p/smaps_rollup; done 2>/dev/null | awk '/^Pss:/ { s += $2 } END { print s / 1024 }'; }
		a=$(ticks ours); b=$(ticks others); sleep ${IDLE_SECONDS}
		echo $(( ($(ticks ours) - a) * 10 )) $(( ($(ticks others) - b) * 10 )) $(pss ours) $(pss others)`);
	const [ours, others, oursMib, othersMib] = output.trim().split(' ').map(Number) as [number, number, number, number];
	return {
		cpuMs: ours + others,
		othersCpuMs: others,
		memoryMib: oursMib + othersMib,
		othersMemoryMib: othersMib,
	};
}

async function onlyInstance(host: TestHost): Promise<string> {
	return (await host.sh('virsh -c qemu:///system list --name')).trim();
}

async function terminateAll(host: TestHost): Promise<void> {
	await host.sh(`ids=$(${aws} describe-instances --query 'Reservations[].Instances[?State.Name==\`running\`].InstanceId'); [ -z "$ids" ] || ${aws} terminate-instances --instance-ids $ids >/dev/null
		until [ -z "$(virsh -c qemu:///system list --name | tr -d '\\n')" ] && [ "$(${euca} list_clusters | grep -c 'UP 002/002')" = 1 ]; do sleep 0.3; done`);
}
