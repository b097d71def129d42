import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '../../generators/index.ts';
import { writeTree } from '../../src/installer/cli/write-tree.ts';
import { type Site, siteSchema } from '../../src/site/schema.ts';

export interface Outcome {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** One host with all roles in a directory of its own; its scripts run in namespaces of their own. */
export interface PrivateHost {
	readonly site: Site;
	/** `$EUCALYPTUS` */
	readonly home: string;
	readonly init: string;
	/** Runs a shell script as process 1 of new namespaces: own network with loopback, own processes, own mounts. */
	run(script: string): Promise<Outcome>;
	write(path: string, content: string): void;
	remove(): void;
}

/** Shell function `left`: the processes of the installation, one per line. */
const LEFT = `left() {
	for file in /proc/[0-9]*/cmdline; do
		words=$(tr '\\000' ' ' < "$file")
		case $words in *"$home"*) echo "$words" ;; esac
	done 2> /dev/null
	echo 'nothing else left'
}`;

export function makePrivateHost(): PrivateHost {
	const root = mkdtempSync(join(tmpdir(), 'euca-host-'));
	chmodSync(root, 0o755); // Apache's children are not root
	const home = join(root, 'eucalyptus');
	const systemRoot = join(root, 'system');
	const site = siteSchema.parse({
		version: 1,
		eucalyptus: home,
		systemRoot,
		cloud: { host: 'front' },
		clusters: [{ name: 'one', host: 'front', nodes: ['front'] }],
		nodeDefaults: { hypervisor: 'qemu', instancePath: join(root, 'instances'), bridge: 'lo' },
	});
	writeTree('/', generate(site, 'front'));
	installControllers(home);
	writeFileSync(
		join(root, 'virsh'),
		'#!/bin/sh\n[ -e "$(dirname "$0")/libvirt-is-down" ] || exit 0\necho "error: failed to connect" >&2\nexit 1\n',
		{ mode: 0o755 },
	);
	const init = join(systemRoot, 'etc/init.d/eucalyptus');
	const scenario = join(root, 'scenario.sh');
	const prologue = `ip link set lo up; mount --bind ${root}/virsh /usr/bin/virsh; init=${init}; home=${home}; conf=${systemRoot}/etc/default/eucalyptus; run=${home}/var/run/eucalyptus; log=${home}/var/log/eucalyptus; cd /;`;
	return {
		site,
		home,
		init,
		run: (script) => {
			writeFileSync(scenario, `${prologue}\n${LEFT}\n${script}\n`);
			return inNamespaces(scenario);
		},
		write: (path, content) => writeFileSync(join(home, path), content),
		remove: () => rmSync(root, { recursive: true, force: true }),
	};
}

function installControllers(home: string): void {
	const lib = join(home, 'usr/lib/eucalyptus');
	mkdirSync(join(lib, 'node/bin'), { recursive: true });
	mkdirSync(join(lib, 'programs'));
	symlinkSync(process.execPath, join(lib, 'node/bin/node'));
	for (const name of ['cloud', 'cluster', 'node']) {
		const program = join(lib, `programs/eucalyptus-${name}.js`);
		copyFileSync(join(import.meta.dirname, 'fixtures/controller.cjs'), program);
	}

	writeFileSync(join(home, 'var/run/eucalyptus/net/euca-dhcp.conf'), '');
}

function inNamespaces(script: string): Promise<Outcome> {
	const args = ['-m', '-n', '-p', '--fork', '--kill-child=KILL', '--mount-proc', 'sh', script];
	return new Promise((resolve) => {
		execFile('unshare', args, { timeout: 115_000 }, (error, stdout, stderr) => {
			const code = error?.code;
			resolve({ exitCode: error === null ? 0 : typeof code === 'number' ? code : 128, stdout, stderr });
		});
	});
}
