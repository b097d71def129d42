// The life of one real guest, told as one JSON line per step: node scenario.ts SCRATCH_DIR IMAGE_DIR
// Runs inside private-host.sh.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../../src/common/run.ts';
import { createSoapClient } from '../../../../src/runtime/wire/client.ts';
import { ncService } from '../../../../src/runtime/wire/contracts/nc/service.ts';
import { locationOf } from '../disks/images.ts';

const [scratch = '', images = ''] = process.argv.slice(2);
const repository = join(import.meta.dirname, '../../../..');
const prefix = join(scratch, 'prefix');
const instancePath = join(scratch, 'instances');
const id = 'i-3C5F0702';
const mac = 'd0:0d:3c:5f:07:02';
const user = { userId: 'alice' };
const begun = performance.now();
const client = createSoapClient(ncService, { url: `http://127.0.0.1:8775/${ncService.path}` });

prepareHost();
let node = await startNode();
await tell('strangers', { strangerCreated: await createStranger('i-99999999') });
await runGuest();
await tell('booted', { ...(await instance()), ssh: await ssh('cat /proc/partitions /proc/swaps; whoami') });
await tell('console', { first: await consoleHas('Linux version'), login: await consoleHas('login:') });

node.kill('SIGKILL');
await once(node, 'exit');
await tell('node killed', { domains: await domains() });
node = await startNode();
await tell('node started again', { ...(await instance()), domains: await domains() });

const uptime = await ssh('cut -d. -f1 /proc/uptime');
const { status } = await client.ncRebootInstance({ ...user, instanceId: id });
await until(async () => /^\d+$/.test(await ssh('cut -d. -f1 /proc/uptime')) && (await bootsSeen()) >= 2, 60_000);
await tell('rebooted', { status, uptime, boots: await bootsSeen(), ...(await instance()) });

node.kill('SIGTERM');
const [stopStatus] = await once(node, 'exit');
await tell('node stopped', { stopStatus, domains: await domains() });
node = await startNode();
node.kill('SIGPWR');
const [powerStatus] = await once(node, 'exit');
await tell('host down', { powerStatus, domains: await domains() });
node = await startNode();
await until(async () => (await domains()).includes(id), 60_000);
await until(async () => (await ssh('whoami')) === 'root', 60_000);
await tell('host up', { ...(await instance()), domains: await domains() });

writeFileSync(join(scratch, 'orphan.xml'), readFileSync(join(instancePath, 'alice', id, 'libvirt.xml'), 'utf8'));
const { previousState } = await client.ncTerminateInstance({ ...user, instanceId: id });
await tell('terminated', { previousState, ...(await instance()), domains: await domains(), files: files() });

await idle();
await createOrphan('i-77777777');
await until(async () => !(await domains()).includes('i-77777777'), 60_000);
await tell('orphan', { domains: await domains() });
node.kill('SIGTERM');
await once(node, 'exit');
await tell('end', { log: logLevels() });
client.close();
process.exit(0);

function prepareHost(): void {
	mkdirSync(join(prefix, 'etc/eucalyptus'), { recursive: true });
	mkdirSync(instancePath, { recursive: true });
	const conf = [
		`EUCALYPTUS="${prefix}"`,
		'ENABLE_WS_SECURITY="N"',
		'HYPERVISOR="qemu"',
		`INSTANCE_PATH="${instancePath}"`,
		'VNET_BRIDGE="eucabr0"',
		'SWAP_SIZE="64"',
	];
	writeFileSync(join(prefix, 'etc/eucalyptus/eucalyptus.conf'), `${conf.join('\n')}\n`);
}

async function startNode(): Promise<ChildProcess> {
	const conf = join(prefix, 'etc/eucalyptus/eucalyptus.conf');
	const main = join(repository, 'src/runtime/node/main.ts');
	const child = spawn(process.execPath, [main, '-c', conf, '--listen', '127.0.0.1:8775'], {
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	await until(async () => (await client.ncDescribeResource({ userId: 'eucalyptus' })).nodeStatus === 'OK', 60_000);
	return child;
}

async function runGuest(): Promise<void> {
	await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(scratch, 'key')]);
	const location = async (name: string) => locationOf(join(images, name));
	await client.ncRunInstance({
		...user,
		instanceId: id,
		reservationId: 'r-11111111',
		imageId: 'emi-0A0A0A0A',
		imageURL: await location('ttylinux.img'),
		kernelId: 'eki-0B0B0B0B',
		kernelURL: await location('vmlinuz'),
		ramdiskId: 'eri-0C0C0C0C',
		ramdiskURL: await location('initrd.img'),
		instanceType: { memory: 128, cores: 1, disk: 1 },
		keyName: readFileSync(join(scratch, 'key.pub'), 'utf8'),
		publicMacAddress: mac,
		privateMacAddress: mac,
		vlan: 0,
		groupNames: ['default'],
	});
	await until(async () => (await instance())['state'] === 'Extant', 60_000);
	await tell('created', await instance());
	await until(async () => (await ssh('whoami')) === 'root', 90_000);
	await until(async () => (await instance())['privateIp'] !== '0.0.0.0', 60_000);
}

async function instance(): Promise<Record<string, unknown>> {
	const { instances } = await client.ncDescribeInstances({ ...user, instanceIds: [id] });
	const found = instances[0];
	return {
		state: found?.stateName,
		reason: found?.stateReason,
		privateIp: found?.netParams?.privateIp,
		publicIp: found?.netParams?.publicIp,
	};
}

function guestAddress(): string | undefined {
	const leases = existsSync('/run/leases') ? readFileSync('/run/leases', 'utf8') : '';
	return new RegExp(`^\\d+ ${mac} (\\S+)`, 'm').exec(leases)?.[1];
}

async function ssh(command: string): Promise<string> {
	const address = guestAddress();
	if (address === undefined) {
		return '';
	}

	const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'BatchMode=yes', 'ConnectTimeout=2'];
	const args = [...options.flatMap((option) => ['-o', option]), '-i', join(scratch, 'key'), `root@${address}`, command];
	return run('ssh', args, { timeoutMs: 10_000 }).then(
		({ stdout }) => stdout.trim(),
		() => '',
	);
}

async function consoleText(): Promise<string> {
	const { consoleOutput } = await client.ncGetConsoleOutput({ ...user, instanceId: id });
	return Buffer.from(consoleOutput, 'base64').toString();
}

async function consoleHas(text: string): Promise<boolean> {
	return (await consoleText()).includes(text);
}

async function bootsSeen(): Promise<number> {
	return ((await consoleText()).match(/login:/g) ?? []).length;
}

async function domains(): Promise<string[]> {
	const { stdout } = await run('virsh', ['-q', '-c', 'qemu:///system', 'list', '--name']);
	return stdout.split('\n').filter((name) => name !== '');
}

/** A machine of somebody else whose name looks like an instance. */
async function createStranger(name: string): Promise<boolean> {
	const xml = join(scratch, 'stranger.xml');
	const disk = join(scratch, 'stranger.img');
	writeFileSync(disk, Buffer.alloc(1_048_576));
	writeFileSync(
		xml,
		`<domain type='qemu'><name>${name}</name><memory unit='MiB'>16</memory><os><type arch='x86_64' machine='q35'>hvm</type></os>
		<devices><disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${disk}'/><target dev='vda' bus='virtio'/></disk></devices></domain>`,
	);
	await run('virsh', ['-q', '-c', 'qemu:///system', 'create', xml]);
	return (await domains()).includes(name);
}

/** A machine of ours that nobody remembers. */
async function createOrphan(name: string): Promise<void> {
	const directory = join(instancePath, 'alice', name);
	mkdirSync(directory, { recursive: true });
	writeFileSync(join(directory, 'root'), Buffer.alloc(1_048_576));
	const xml = join(scratch, 'orphan.xml');
	writeFileSync(
		xml,
		`<domain type='qemu'><name>${name}</name><memory unit='MiB'>16</memory><os><type arch='x86_64' machine='q35'>hvm</type></os>
		<devices><disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${directory}/root'/><target dev='vda' bus='virtio'/></disk></devices></domain>`,
	);
	await run('virsh', ['-q', '-c', 'qemu:///system', 'create', xml]);
}

/** Processor time of the node and of libvirt while nothing happens. */
async function idle(): Promise<void> {
	const libvirtd = (await run('pgrep', ['-x', 'libvirtd'])).stdout.trim().split('\n').map(Number);
	const cpu = () => [node.pid ?? 0, ...libvirtd].reduce((sum, pid) => sum + ticks(pid), 0);
	const windows: number[] = [];
	for (let window = 0; window < 3; window += 1) {
		const before = cpu();
		await new Promise((resolve) => setTimeout(resolve, 6_000));
		windows.push((cpu() - before) / 6);
	}

	await tell('idle', { percentOfOneCore: Math.min(...windows) });
}

/** In hundredths of a second, children included. */
function ticks(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /, '')
		.split(' ');
	return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
}

function files(): string[] {
	return readdirSync(instancePath).filter((name) => name !== 'eucalyptus');
}

function logLevels(): string[] {
	const lines = readFileSync(join(prefix, 'var/log/eucalyptus/nc.log'), 'utf8').trim().split('\n');
	return lines.filter((line) => /"level":"(ERROR|FATAL)"/.test(line));
}

async function until(condition: () => Promise<boolean>, limitMs: number): Promise<void> {
	for (const deadline = Date.now() + limitMs; ; ) {
		if (await condition().catch(() => false)) {
			return;
		}

		if (Date.now() > deadline) {
			await tell('too late', { condition: condition.toString(), console: await consoleText().catch(String) });
			process.exit(1);
		}

		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}

async function tell(step: string, facts: Record<string, unknown>): Promise<void> {
	process.stdout.write(
		`${JSON.stringify({ step, seconds: Math.round((performance.now() - begun) / 100) / 10, ...facts })}\n`,
	);
}
