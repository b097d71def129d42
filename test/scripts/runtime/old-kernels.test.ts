import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PackageMaker } from '../../../iso/rpm/packages/context.ts';
import { runtimePackage } from '../../../iso/rpm/packages/runtime.ts';
import { toolsPackage } from '../../../iso/rpm/packages/tools.ts';
import { makeDist } from '../../../scripts/bundle/make-dist.ts';
import type { Arch } from '../../../scripts/runtime/arch.ts';
import { HOST_KINDS } from '../../../scripts/runtime/hosts.ts';
import { makeRuntime } from '../../../scripts/runtime/make-runtime.ts';
import { makeSelfSigned } from '../../../src/common/certificate.ts';
import { LIB, makeOldHost, NODE, type OldHost } from './old-host.ts';

// The kernels of CentOS 5, 6 and 7 as their authors released them.
const ROCKS_5 = '2.6.18';
const ROCKS_6 = '2.6.32';
const ROCKS_7 = '3.10.0';
const EXERCISES = { x86_64: 13, i386: 11 };

let work: string;
beforeAll(() => {
	work = mkdtempSync(join(tmpdir(), 'euca-old-kernels-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function hostOf(arch: Arch): Promise<OldHost> {
	const tree = join(work, arch);
	await makeDist(tree, arch, await makeRuntime(arch));
	const host = await makeOldHost(tree);
	cpSync(join(import.meta.dirname, 'old-kernel/exercise.mjs'), join(host.root, 'exercise.mjs'));
	return host;
}

async function exercise(host: OldHost, kernel: string) {
	const { certificatePem: cert, privateKeyPem: key } = await makeSelfSigned({ commonName: 'frontend' });
	return host.run(kernel, [NODE, '/exercise.mjs'], { TLS_PAIR: JSON.stringify({ cert, key }) });
}

/** The verdict of `node/check` on a kernel that calls itself so. */
async function check(host: OldHost, kernel: string, env: Readonly<Record<string, string>> = {}) {
	writeFileSync(join(host.root, 'kernel'), `${kernel}\n`);
	const { stdout, stderr, exitCode } = await host.run(undefined, ['/bin/sh', `${LIB}/node/check`], env);
	return { stdout, stderr, exitCode };
}

/** Lets the loader, and so all that `node/check` starts, run under an old kernel; the shell runs under this one. */
function startUnder(host: OldHost, arch: Arch, kernel: string): void {
	const loader = arch === 'x86_64' ? 'ld-linux-x86-64.so.2' : 'ld-linux.so.2';
	const path = join(host.root, LIB, 'node/lib', loader);
	if (!existsSync(`${path}.real`)) {
		renameSync(path, `${path}.real`);
	}

	writeFileSync(path, `#!/bin/sh\nexec /bin/old-kernel ${kernel} ${LIB}/node/lib/${loader}.real "$@"\n`, {
		mode: 0o755,
	});
}

/** Every row of docs/reference/hosts.md for an architecture. */
function rowsOf(arch: Arch) {
	return HOST_KINDS.filter((kind) => kind.arch === arch).map(({ kernel, ...kind }) => [kernel, kind] as const);
}

async function tryRow(host: OldHost, kernel: string) {
	const works = (line: string) =>
		host.run(kernel, [NODE, '-e', line]).then(
			({ exitCode }) => exitCode === 0,
			() => false, // it was aborted
		);
	return { runs: await works('0'), runsCloud: await works('require("node:sqlite")') };
}

/** What rpm runs after a package was laid down. */
function scriptlet(make: PackageMaker): string {
	const nothing = join(work, 'x86_64');
	const context = {
		arch: 'x86_64',
		version: '1.1',
		release: '1',
		runtime: `${nothing}/node`,
		programs: nothing,
	} as const;
	return make(context).scriptlets?.post ?? '';
}

/** The words with which the scriptlet of `eucalyptus` calls chkconfig. */
async function registered(host: OldHost): Promise<string> {
	writeFileSync(join(host.root, 'bin/chkconfig'), '#!/bin/sh\necho "$@" >> /chkconfig-asked\n', { mode: 0o755 });
	writeFileSync(join(host.root, 'chkconfig-asked'), '');
	const { exitCode, stderr } = await host.run(undefined, ['/bin/sh', '-c', scriptlet(toolsPackage), 'sh', '1']);
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
	return readFileSync(join(host.root, 'chkconfig-asked'), 'utf8');
}

/** Starts a controller, asks it for its services, ends it. */
async function servicesOf(host: OldHost, kernel: string, program: string): Promise<string> {
	mkdirSync(join(host.root, 'etc/default'), { recursive: true });
	const conf = 'EUCALYPTUS="/opt/eucalyptus-1.1"\nENABLE_WS_SECURITY="N"\nNODES="127.0.0.1"\nHYPERVISOR="qemu"\n';
	writeFileSync(join(host.root, 'etc/default/eucalyptus'), `${conf}INSTANCE_PATH="/tmp"\nVNET_MODE="SYSTEM"\n`);
	// libvirt's own answer, and a bridge that ip would show
	const virsh = '#!/bin/sh\necho "CPU(s): 2"; echo "Memory size: 4000000 KiB"\n';
	writeFileSync(join(host.root, 'bin/virsh'), virsh, { mode: 0o755 });
	for (const folder of ['run/eucalyptus', 'log/eucalyptus', 'eucalyptus/keys']) {
		mkdirSync(join(host.root, 'opt/eucalyptus-1.1/var', folder), { recursive: true });
	}

	writeFileSync(join(host.root, 'serve'), SERVE);
	const words = ['/bin/sh', '/serve', NODE, `${LIB}/programs/${program}.js`];
	const { stdout, stderr } = await host.run(undefined, ['/bin/old-kernel', kernel, ...words], {
		EUCALYPTUS: '/opt/eucalyptus-1.1',
	});
	return `${stdout}${stderr}`;
}

const SERVE = `"$@" --listen 127.0.0.1:8774 > /tmp/said 2>&1 &
served=$!
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	wget -q -O - http://127.0.0.1:8774/axis2/services && break
	sleep 0.5
done
kill $served
cat /tmp/said
`;

describe('x86-64', () => {
	let host: OldHost;
	beforeAll(async () => {
		host = await hostOf('x86_64');
	});
	afterAll(() => host.remove());

	test.each([ROCKS_6, ROCKS_7])('everything that the programs need works on %s', async (kernel) => {
		const { stdout, stderr } = await exercise(host, kernel);
		expect(`${stdout}${stderr}`).toMatch(new RegExp(`\\nall ${EXERCISES.x86_64}\\n$`));
	});

	test.each(['euca', 'euca-setup', 'euca_sync_key', 'CCclient_full'])('%s starts on 2.6.32', async (program) => {
		const { stdout, exitCode } = await host.run(ROCKS_6, [NODE, `${LIB}/programs/${program}.js`, '--help']);
		expect(stdout).toMatch(/usage|CCclient_full </i);
		expect(exitCode).toBe(0);
	});

	test.each(rowsOf('x86_64'))('the page about hosts is right about kernel %s', async (kernel, { runs, runsCloud }) => {
		expect(await tryRow(host, kernel)).toEqual({ runs, runsCloud });
	});

	test.each(['eucalyptus-cluster', 'eucalyptus-node'])('%s serves on 2.6.32', async (program) => {
		expect(await servicesOf(host, ROCKS_6, program)).toMatch(/Eucalyptus[CN]C/);
	});

	test('2.6.18 is refused by name, before anything is changed', async () => {
		startUnder(host, 'x86_64', ROCKS_5);
		expect(await check(host, '2.6.18-398.el5xen')).toEqual({
			stdout: '',
			stderr:
				'eucalyptus: this host cannot run its own Node: its kernel is 2.6.18-398.el5xen, and 2.6.32 or newer is needed\n',
			exitCode: 1,
		});
	});

	test('the packages are taken by 2.6.18, say so, and switch nothing on', async () => {
		startUnder(host, 'x86_64', ROCKS_5);
		writeFileSync(join(host.root, 'kernel'), '2.6.18-398.el5xen\n');
		const told = await host.run(undefined, ['/bin/sh', '-c', scriptlet(runtimePackage), 'sh', '1']);
		expect(told.stderr).toContain('its kernel is 2.6.18-398.el5xen, and 2.6.32 or newer is needed\n');
		expect(told.stderr).toContain('the files are installed, but nothing of Eucalyptus will be switched on here');
		expect(told.exitCode).toBe(0);
		expect(await registered(host)).toBe('');
	});

	test('on a kernel that runs Node the service is registered', async () => {
		startUnder(host, 'x86_64', ROCKS_6);
		expect(await registered(host)).toBe('--add eucalyptus\n');
	});

	test('a new kernel on which Node ends all the same is reported with the last words of Node', async () => {
		startUnder(host, 'x86_64', ROCKS_5);
		const { stderr, exitCode } = await check(host, '4.18.0');
		expect(stderr).toContain('Node ends on kernel 4.18.0 with: The futex facility returned an unexpected error code.');
		expect(exitCode).toBe(1);
	});

	test('2.6.32 and 3.10 are accepted without a word', async () => {
		for (const kernel of [ROCKS_6, ROCKS_7]) {
			startUnder(host, 'x86_64', kernel);
			expect(await check(host, `${kernel}-504.el6.x86_64`)).toEqual({ stdout: '', stderr: '', exitCode: 0 });
		}
	});

	test('a kernel without randomness is named, after the time limit', async () => {
		startUnder(host, 'x86_64', ROCKS_6);
		writeFileSync(join(host.root, 'no-randomness'), '');
		const { stderr, exitCode } = await check(host, '2.6.32-504.el6', { EUCA_CHECK_LIMIT: '2' });
		rmSync(join(host.root, 'no-randomness'));
		expect(stderr).toContain('no randomness yet (entropy_avail is 3, 64 is needed): start rngd or haveged');
		expect(exitCode).toBe(1);
	});
});

describe('i386', () => {
	let host: OldHost;
	beforeAll(async () => {
		host = await hostOf('i386');
	});
	afterAll(() => host.remove());

	test('everything that the programs need, but the database, works on 3.10', async () => {
		const { stdout, stderr } = await exercise(host, ROCKS_7);
		expect(`${stdout}${stderr}`).toMatch(new RegExp(`\\nall ${EXERCISES.i386}\\n$`));
	});

	test.each(['euca', 'euca-setup', 'euca_sync_key', 'CCclient_full'])('%s starts on 3.10', async (program) => {
		const { stdout, exitCode } = await host.run(ROCKS_7, [NODE, `${LIB}/programs/${program}.js`, '--help']);
		expect(stdout).toMatch(/usage|CCclient_full </i);
		expect(exitCode).toBe(0);
	});

	test.each(rowsOf('i386'))('the page about hosts is right about kernel %s', async (kernel, { runs, runsCloud }) => {
		expect(await tryRow(host, kernel)).toEqual({ runs, runsCloud });
	});

	test.each(['eucalyptus-cluster', 'eucalyptus-node'])('%s serves on 3.10', async (program) => {
		expect(await servicesOf(host, ROCKS_7, program)).toMatch(/Eucalyptus[CN]C/);
	});

	test('the cloud controller says that it has no database here', async () => {
		await servicesOf(host, ROCKS_7, 'eucalyptus-cluster'); // leaves a configuration
		const keys = join(host.root, 'opt/eucalyptus-1.1/var/eucalyptus/keys');
		const { certificatePem, privateKeyPem } = await makeSelfSigned({ commonName: 'cloud' });
		for (const name of ['cloud-cert.pem', 'node-cert.pem']) {
			writeFileSync(join(keys, name), certificatePem);
		}

		writeFileSync(join(keys, 'cloud-pk.pem'), privateKeyPem);
		const { stderr, exitCode } = await host.run(ROCKS_7, [NODE, `${LIB}/programs/eucalyptus-cloud.js`], {
			EUCALYPTUS: '/opt/eucalyptus-1.1',
		});
		expect(stderr).toContain('the Node of this host (v18.20.4, ia32) brings no database');
		expect(exitCode).toBe(194);
	});

	test('2.6.32 is refused by name', async () => {
		startUnder(host, 'i386', ROCKS_6);
		const { stderr, exitCode } = await check(host, '2.6.32-504.el6.i686');
		expect(stderr).toContain('its kernel is 2.6.32-504.el6.i686, and 2.6.39 or newer is needed');
		expect(exitCode).toBe(1);
	});
});
