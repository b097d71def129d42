import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { gatherFacts } from '../../../src/installer/probe/gather.ts';
import { judge } from '../../../src/installer/probe/judge.ts';
import type { Wish } from '../../../src/installer/probe/probe.ts';
import { localHost } from '../../../src/installer/transport/local.ts';

async function temporary(): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'euca-probe-'));
	onTestFinished(() => rm(directory, { recursive: true, force: true }));
	return directory;
}

function wishIn(directory: string, changes: Partial<Wish> = {}): Wish {
	return {
		roles: ['cloud', 'cluster', 'node'],
		alone: true,
		ownLibraries: false,
		eucalyptus: join(directory, 'cloud'),
		systemRoot: directory,
		instancePath: join(directory, 'instances'),
		ports: [],
		kernels: [],
		hypervisor: undefined,
		...changes,
	};
}

async function look(wish: Wish, path?: string) {
	const host = localHost({ name: 'here', ...(path === undefined ? {} : { path }) });
	const facts = await gatherFacts(host, wish);
	return { facts, findings: judge('here', facts, wish) };
}

/** A PATH with the usual programs except some. */
async function pathWithout(...missing: string[]): Promise<string> {
	const directory = await temporary();
	const script = 'for d in /usr/sbin /usr/bin /sbin /bin; do ls -d $d/*; done';
	const programs = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
	for (const program of programs) {
		const name = program.slice(program.lastIndexOf('/') + 1);
		if (!missing.includes(name)) {
			await symlink(program, join(directory, name)).catch(() => {});
		}
	}

	return directory;
}

test('this machine tells what it is', async () => {
	const before = Date.now();
	const { facts } = await look(wishIn(await temporary()));
	expect(facts.system).toMatchObject({ hostName: hostname(), architecture: 'x86_64', packageManager: 'apt-get' });
	expect(facts.system.cores).toBeGreaterThan(0);
	expect(facts.system.memoryMb).toBeGreaterThan(256);
	expect(facts.disk.instancesFreeMb).toBeGreaterThan(0);
	expect(facts.network.devices.map(({ name }) => name)).toContain('lo');
	expect(facts.clock.epochMs).toBeGreaterThanOrEqual(before - 1000); // some clocks tell seconds
	expect(facts.clock.epochMs).toBeLessThanOrEqual(Date.now());
});

test('looking changes nothing', async () => {
	const directory = await temporary();
	await look(wishIn(directory));
	expect(execFileSync('ls', ['-A', directory], { encoding: 'utf8' })).toBe('');
});

test('a port that is taken blocks, and the process that has it is named', async () => {
	const server = createServer();
	const { promise, resolve } = Promise.withResolvers<number>();
	server.listen(0, '127.0.0.1', () => {
		const address = server.address();
		resolve(typeof address === 'object' && address !== null ? address.port : 0);
	});
	onTestFinished(() => void server.close());
	const port = await promise;
	const ports = [{ port, what: 'cluster controller', option: '--cluster-port' }];
	const { findings } = await look(wishIn(await temporary(), { ports }));
	expect(findings[0]).toMatchObject({ id: 'PORT_TAKEN', severity: 'blocker' });
	expect(findings[0]?.found).toContain(`port ${port} is in use by process ${process.pid}`);
	expect(findings[0]?.fix).toContain('--cluster-port');
});

test.each([
	['qemu-system-x86_64', ['NO_VIRTUALIZATION', 'KVM_WITHOUT_QEMU']],
	['virsh', ['NO_LIBVIRT']],
	['apache2', ['NO_APACHE']],
	['ip', ['NO_IPROUTE']],
	['rsync', ['NO_RSYNC']],
	['java', ['NO_JAVA']],
])('a machine without %s is not taken for broken: it is said what that means', async (program, expected) => {
	const { findings } = await look(wishIn(await temporary()), await pathWithout(program));
	const ids: readonly string[] = findings.map(({ id }) => id);
	expect(expected.some((id) => ids.includes(id))).toBe(true);
});

test('KVM is believed only after a kernel has spoken under it', async () => {
	const directory = await temporary();
	const bin = await pathWithout('qemu-system-x86_64');
	const kernel = join(directory, 'vmlinuz');
	await writeFile(kernel, 'kernel');
	const says = (script: string) =>
		writeFile(join(bin, 'qemu-system-x86_64'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
	const answers = `case $1 in --version) echo 'QEMU emulator version 7.2.22';; *)`;
	await says(`${answers} echo '[ 0.0] Linux version 6.1.0 (debian)';; esac`);
	const { facts: spoke } = await look(wishIn(directory, { kernels: [kernel] }), bin);
	await says(`${answers} exec sleep 30;; esac`);
	const { facts: hung, findings } = await look(wishIn(directory, { kernels: [kernel] }), bin);
	const { facts: untried } = await look(wishIn(directory), bin);
	const hasDevice = spoke.hypervisor.kvmDevice;
	expect(spoke.hypervisor.choice).toBe(hasDevice ? 'kvm' : 'qemu');
	expect(hung.hypervisor.choice).toBe('qemu');
	const expected: readonly string[] = hasDevice ? ['KVM_HANGS'] : ['NO_KVM', 'KVM_OFF'];
	expect(findings.some(({ id }) => expected.includes(id))).toBe(true);
	expect(untried.hypervisor.choice).toBe('qemu');
});

test('left-overs of another installation block and are named', async () => {
	const directory = await temporary();
	await mkdir(join(directory, 'etc/default'), { recursive: true });
	await writeFile(join(directory, 'etc/default/eucalyptus'), 'EUCALYPTUS="/opt/eucalyptus-1.0"\n');
	await mkdir(join(directory, 'cloud/old'), { recursive: true });
	const { findings } = await look(wishIn(directory));
	expect(findings.find(({ id }) => id === 'OTHER_INSTALLATION')?.found).toContain('/opt/eucalyptus-1.0');
	expect(findings.find(({ id }) => id === 'OCCUPIED')?.severity).toBe('warning');
});

test('a file system that is full blocks', async () => {
	const directory = await temporary();
	const small = join(directory, 'small');
	await mkdir(small);
	const script = `
		mount -t tmpfs -o size=1m none "$1"
		exec "$2" --input-type=module -e '
			const { gatherFacts } = await import("./src/installer/probe/gather.ts");
			const { judge } = await import("./src/installer/probe/judge.ts");
			const { localHost } = await import("./src/installer/transport/local.ts");
			const at = process.argv[1];
			const wish = { roles: ["cloud", "cluster", "node"], alone: true, ownLibraries: true, eucalyptus: at + "/cloud", systemRoot: at, instancePath: at + "/i", ports: [], kernels: [] };
			const facts = await gatherFacts(localHost({ name: "here" }), wish);
			console.log(JSON.stringify(judge("here", facts, wish)));
		' "$1"`;
	const output = execFileSync('unshare', ['-m', 'sh', '-c', script, 'sh', small, process.execPath], {
		encoding: 'utf8',
	});
	const ids = (JSON.parse(output) as { id: string }[]).map(({ id }) => id);
	expect(ids).toContain('DISK_FULL');
	expect(ids).toContain('LITTLE_DISK');
});
