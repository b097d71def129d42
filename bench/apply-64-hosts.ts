// An apply that finds nothing to change on 64 hosts: questions asked and time. Files only, and few programs, so that 64 hosts
// fit on one machine; how large programs are makes no difference where they did not change. Needs root; HOSTS=8 is a quick look.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from '../test/cluster/cluster.ts';
import { makeBundle } from '../test/installer/support/private-site.ts';
import { report } from './support/report.ts';

const HOSTS = Number(process.env['HOSTS'] ?? 64);
const home = mkdtempSync(join(tmpdir(), 'euca-apply-'));
const names = Array.from({ length: HOSTS }, (_, index) => `node${index + 1}`);
const cluster = await startCluster(names.map((name) => ({ name })));
try {
	await cluster.sh(`cp -r ${cluster.sshDirectory} ${home}/.ssh`);
	const addresses = [...cluster.hosts.values()].map(({ name, address }) => `Host ${name}\n\tHostName ${address}\n`);
	const own = `Host *\n\tUser root\n\tIdentityFile ${home}/.ssh/id_ed25519\n\tUserKnownHostsFile ${home}/.ssh/known_hosts\n`;
	await cluster.sh(`cat >${home}/.ssh/config`, { input: addresses.join('') + own });
	const bundle = join(home, 'bundle');
	await makeBundle(bundle, { 'programs/euca.js': 'one', 'node/bin/node': '#!/bin/sh\n' });
	const client = `${process.execPath} ${import.meta.dirname}/support/apply-client.ts ${home}/.ssh ${bundle} ${names.join(' ')}`;
	const run = async () => JSON.parse(await cluster.sh(client, { env: { HOME: home }, timeoutMs: 600_000 }));
	await run();
	const again = await run();
	if (again.changes !== 0) {
		throw new Error(`${again.changes} changes where there should be none`);
	}

	const each = `for name in ${names.join(' ')}; do ssh -F ${home}/.ssh/config $name true & done; wait`;
	const begin = Date.now();
	await cluster.sh(each, { env: { HOME: home } });
	const peer = { name: 'ssh HOST true, all at once', value: (Date.now() - begin) / 1000 };
	console.log(`round trips per host: ${again.calls / HOSTS} (aim 1)`);
	report([{ what: `apply that changes nothing on ${HOSTS} hosts`, unit: 's', ours: again.seconds, aim: 3, peer }]);
	process.exitCode = again.calls === HOSTS ? process.exitCode : 1;
} finally {
	await cluster.stop();
	rmSync(home, { recursive: true, force: true });
}
