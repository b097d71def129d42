import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../common/clock.ts';
import { describeError } from '../../common/errors.ts';
import { layout } from '../../common/layout.ts';
import { openLog } from '../../common/log.ts';
import { runDaemon } from '../../common/process.ts';
import { readConf } from '../../conf/read.ts';
import { startWithKeys } from './await-keys.ts';
import { localDisks } from './disks/local-disks.ts';
import { fileSource } from './disks/sources/file.ts';
import { httpSource } from './disks/sources/http.ts';
import { openHypervisor } from './hypervisor/open-hypervisor.ts';
import type { Trust } from './keys.ts';
import { parseListen } from './listen.ts';
import { bridgeNetwork } from './network/bridge.ts';
import { settingsOf } from './settings.ts';
import { startNode } from './start-node.ts';

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
			await mkdir(paths.run, { recursive: true, mode: 0o755 });
			const settings = settingsOf(conf, name);
			const start = async (security: Trust | Pick<Trust, 'callers'>) =>
				startNode({
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
					// An order that was recorded may not be played again, also after a restart.
					replayFile: join(paths.state, 'node-replay'),
					hostNames: conf.HOST_NAMES,
					listen,
					log,
				});
			return conf.ENABLE_WS_SECURITY
				? startWithKeys({ directory: paths.keys, listen, log, start })
				: start({ callers: [] });
		},
		beforeStop: { SIGPWR: (node) => node.shutDownInstances() },
	});
}

await main(process.argv.slice(2)).catch((error: unknown) => {
	process.stderr.write(`euca-nc: ${describeError(error)}\n`);
	process.exitCode = 1;
});
