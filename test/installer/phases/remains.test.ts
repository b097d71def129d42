import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRemains } from '../../../src/installer/phases/remains.ts';
import { hostsOf } from '../../../src/site/hosts.ts';
import { startCluster, type TestCluster } from '../../cluster/cluster.ts';
import { singleMachine } from '../../generators/sites.ts';
import { type SshFromHere, sshFromHere } from '../support/ssh-from-here.ts';

const [name = ''] = hostsOf(singleMachine);
let cluster: TestCluster;
let ssh: SshFromHere;

beforeAll(async () => {
	cluster = await startCluster([{ name }]);
	ssh = sshFromHere(cluster);
}, 600_000);
afterAll(async () => {
	ssh?.remove();
	await cluster?.stop();
});

test('links that init or systemd made for the init script are remains, those of other services are not', async () => {
	const host = ssh.open(name);
	try {
		expect(await findRemains(singleMachine, host)).toEqual([]);
		await cluster
			.host(name)
			.sh('ln -s ../init.d/eucalyptus /etc/rc3.d/K01eucalyptus; ln -s ../init.d/ours /etc/rc3.d/S99eucalyptus-other');
		expect(await findRemains(singleMachine, host)).toEqual([{ kind: 'link', name: '/etc/rc3.d/K01eucalyptus' }]);
		expect(await findRemains({ ...singleMachine, systemRoot: '/srv/lab' }, host)).toEqual([]);
	} finally {
		await host.close();
	}
});
