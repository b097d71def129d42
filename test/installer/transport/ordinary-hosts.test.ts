import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { onlyOrdinary } from '../../../src/installer/transport/ordinary-hosts.ts';
import { sshConfigReader } from '../../../src/installer/transport/ssh-config.ts';

const NAMES = ['node1', 'web1', 'WEB2', 'other.lab', '10.1.0.1'];

async function directoryWith(config: string): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'euca-ssh-'));
	onTestFinished(() => rm(directory, { recursive: true, force: true }));
	await writeFile(join(directory, 'config'), config);
	return directory;
}

const SINGLED_OUT = 'Host web*\n\tUser www\n\tPort 2200\n\tHostName front\nHost * !node1\n\tIdentityFile ~/.ssh/lab\n';

test.each([
	['no configuration', ''],
	['one for all', 'User admin\nHost *\n\tPort 222\n\tIdentitiesOnly yes\n'],
	['names and patterns', SINGLED_OUT],
	['equals signs and quotes', 'Host = "node1" web1\n\tUser = me\n'],
	['one address for all', 'Host *\n\tHostName gate\n'],
	['an address made of the name', 'Host *\n\tHostName %h.lab\n'],
	['a way made of the name', 'Host *\n\tProxyCommand nc %h %p\n'],
	['a condition', 'Match host web*\n\tUser www\n'],
])('a host is told the same whether it is asked about alone or with others: %s', async (_, config) => {
	const directory = await directoryWith(config);
	const together = sshConfigReader(directory);
	const answers = await Promise.all(NAMES.map((name) => together(name, { port: 22 })));
	await writeFile(join(directory, 'config'), `${config}Match all\n`); // conditions are asked about one by one
	const alone = await Promise.all(NAMES.map((name) => sshConfigReader(directory)(name, { port: 22 })));
	expect(answers).toEqual(alone);
});

test('ordinary are the hosts that no line singles out', async () => {
	const of = async (config: string) => NAMES.filter(await onlyOrdinary(await directoryWith(config)));
	expect(await of('Host *\n\tUser me\n')).toEqual(NAMES);
	expect(await of(SINGLED_OUT)).toEqual(['other.lab', '10.1.0.1']);
	expect(await of('Include more\n')).toEqual([]);
});
