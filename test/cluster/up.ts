// make cluster-up N=3: a front-end and N nodes that stay until `make cluster-down`.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { directory, keeper } from './keeper.ts';

const nodes = Number(process.argv[2]);
if (!Number.isInteger(nodes) || nodes < 1 || nodes > 200) {
	console.error(`N=${process.argv[2]}: give the number of nodes, 1 to 200: make cluster-up N=3`);
	process.exit(2);
}

if (process.getuid?.() !== 0) {
	console.error('make cluster-up makes namespaces and needs root');
	process.exit(1);
}

if (keeper() !== undefined) {
	console.error('a cluster of this checkout is up already; end it with: make cluster-down');
	process.exit(1);
}

const log = join(directory, 'log');
const config = join(directory, 'ssh_config');
rmSync(directory, { recursive: true, force: true }); // of one whose keeper was killed
mkdirSync(directory, { recursive: true });
const out = openSync(log, 'w');
const script = join(import.meta.dirname, 'keep.ts');
const child = spawn(process.execPath, [script, String(nodes)], { detached: true, stdio: ['ignore', out, out] });
while (!existsSync(config)) {
	if (child.exitCode !== null) {
		console.error(`the cluster did not come up:\n${readFileSync(log, 'utf8')}`);
		process.exit(1);
	}

	await delay(100);
}

child.unref();
const checkout = join(import.meta.dirname, '../..');
const shown =
	nodes > 4 ? `node{1..${nodes}}` : Array.from({ length: nodes }, (_, index) => `node${index + 1}`).join(' ');
console.log(`up: frontend ${shown}, each with sshd and libvirt of its own

  log in      ssh -F ${relative(process.cwd(), config)} frontend      (or node1 ...)
  there       ${checkout}/bin/euca-setup --probe ${shown}
  end it      make cluster-down`);
