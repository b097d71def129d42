import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../common/clock.ts';
import { describeError } from '../../common/errors.ts';
import { type Layout, layout } from '../../common/layout.ts';
import { openLog } from '../../common/log.ts';
import { runDaemon } from '../../common/process.ts';
import { readConf } from '../../conf/read.ts';
import type { TrustedPeer } from '../wire/server.ts';
import { localDisks } from './disks/local-disks.ts';
import { fileSource } from './disks/sources/file.ts';
import { httpSource } from './disks/sources/http.ts';
import { openHypervisor } from './hypervisor/open-hypervisor.ts';
import { parseListen } from './listen.ts';
import { bridgeNetwork } from './network/bridge.ts';
import { settingsOf } from './settings.ts';
import { type NodeOptions, startNode } from './start-node.ts';

/** The node controller's process: `euca-nc [-c CONF] [--listen HOST:PORT]`. Without --listen Apache is in front of it. */
async function main(args: string[]): Promise<void> {
	const { values } = parseArgs({ args, options: { conf: { type: 'string', short: 'c' }, listen: { type: 'string' } } });
	const conf = await readConf(values.conf);
	const paths = layout(conf.EUCALYPTUS);
	const listen = parseListen(values.listen, join(paths.run, 'nc.sock'));
	const name = hostname();
	const log = openLog({ program: 'nc', level: conf.LOGLEVEL, destination: join(paths.log, 'nc.log') });
	await runDaemon({
		name: 'euca-nc',
		pidFile: join(paths.run, 'euca-nc.pid'),
		log,
		stopTimeoutMs: 90_000,
		async start() {
			const settings = settingsOf(conf, name);
			const security = conf.ENABLE_WS_SECURITY ? await readSecurity(paths) : { callers: [] };
			return startNode({
				name,
				settings,
				hypervisor: await openHypervisor(conf.HYPERVISOR, name),
				disks: localDisks({
					instancePath: settings.instancePath,
					cacheMb: conf.NC_CACHE_SIZE,
					sources: [fileSource, httpSource('identity' in security ? security.identity : undefined, systemClock)],
					log,
				}),
				network: bridgeNetwork({ bridge: conf.VNET_BRIDGE, node: name }),
				...security,
				listen,
				log,
			});
		},
		beforeStop: { SIGPWR: (node) => node.shutDownInstances() },
	});
}

/** The cluster controller may call; the cloud controller is known, so that a wrong caller is named. */
async function readSecurity(
	paths: Layout,
): Promise<Required<Pick<NodeOptions, 'identity' | 'callers' | 'otherRoles'>>> {
	const read = (file: string) => readFile(join(paths.keys, file), 'utf8');
	const peer = async (role: string, file: string): Promise<TrustedPeer> => ({ role, certificatePem: await read(file) });
	return {
		identity: { certificatePem: await read('node-cert.pem'), privateKeyPem: await read('node-pk.pem') },
		callers: [await peer('cluster', 'cluster-cert.pem')],
		otherRoles: [await peer('cloud', 'cloud-cert.pem')],
	};
}

await main(process.argv.slice(2)).catch((error: unknown) => {
	process.stderr.write(`euca-nc: ${describeError(error)}\n`);
	process.exitCode = 1;
});
