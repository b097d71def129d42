// `euca-setup apply` on 64 hosts on which everything is as it should be already. Needs root, the packages of
// debian-bench.txt and `npm run build`; HOSTS=4 makes a quick look of it.

import { join } from 'node:path';
import { layout } from '../src/common/layout.ts';
import { statePaths } from '../src/installer/gate/state-directory.ts';
import { startCluster } from '../test/cluster/cluster.ts';
import type { TestHost } from '../test/cluster/host.ts';
import { median, report } from './support/report.ts';

const HOSTS = Number(process.env['HOSTS'] ?? 64);
const ROUNDS = 3;
const checkout = join(import.meta.dirname, '..');
const eucalyptus = '/opt/eucalyptus-1.1';
const setup = `${checkout}/bin/euca-setup`;
const nodes = Array.from({ length: HOSTS - 1 }, (_, index) => `node${index + 1}`);
const cluster = await startCluster([]);
try {
	// One directory of programs that all hosts see: 64 copies in memory would only measure that.
	const programs = { source: cluster.share('programs'), target: layout(eucalyptus).lib };
	const source = { source: checkout, target: checkout, options: 'ro' as const };
	await cluster.addAll([
		{ name: 'frontend', services: 'all', mounts: [source, programs] },
		...nodes.map((name) => ({ name, services: 'all' as const, diskSize: '64g', mounts: [programs] })),
	]);
	const frontend = cluster.host('frontend');
	const probed = await frontend.try(`cd /root && ${setup} --probe --yes ${nodes.join(' ')}`, { timeoutMs: 600_000 });
	console.log(probed.stdout.split('\n').at(-2));
	// Fails at its end, since there is no node yet; but the programs are there then, and nobody else brings them.
	await frontend.try(`cd /root && ${setup} apply --yes --host frontend`, { timeoutMs: 600_000 });
	await frontend.sh(`cd /root && ${setup} apply --yes`, { timeoutMs: 1_800_000 });
	// Every host knows the files again that it has written itself: these were written by the front-end for all.
	const { directory } = statePaths(eucalyptus);
	const known = await frontend.sh(`grep -F '${programs.target}/' ${directory}/index`);
	await Promise.all(nodes.map((name) => cluster.host(name).sh(`cat >>${directory}/index`, { input: known })));
	const rounds = [];
	for (let round = 0; round < ROUNDS; round += 1) {
		rounds.push(await applyOnce(frontend));
	}

	const peer = await frontend.sh(
		`begin=$(date +%s%N); for name in ${nodes.join(' ')}; do ssh $name true & done; wait; echo $(( $(date +%s%N) - begin ))`,
	);
	report([
		{
			what: `apply with nothing to change on ${HOSTS} hosts`,
			unit: 's',
			ours: median(rounds),
			aim: 3,
			peer: { name: 'ssh HOST true to all, side by side', value: Number(peer) / 1e9 },
		},
	]);
} finally {
	await cluster.stop();
}

/** Seconds. */
async function applyOnce(frontend: TestHost): Promise<number> {
	const output = await frontend.sh(
		`cd /root; begin=$(date +%s%N); ${eucalyptus}/usr/sbin/euca-setup apply --yes; status=$?; echo "took $(( $(date +%s%N) - begin ))"; exit $status`,
		{ timeoutMs: 600_000 },
	);
	if (!/^0 changes/m.test(output)) {
		throw new Error(`something was changed:\n${output.slice(-2000)}`);
	}

	return Number(/took (\d+)/.exec(output)?.[1]) / 1e9;
}
