import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeError, messageOf } from '../../common/errors.ts';
import { type Layout, layout } from '../../common/layout.ts';
import { type Logger, openLog } from '../../common/log.ts';
import { runDaemon } from '../../common/process.ts';
import type { Conf } from '../../conf/keys.ts';
import { confPath, readConf } from '../../conf/read.ts';
import { clusterErrors } from './errors.ts';
import { readTrust } from './keys.ts';
import { listenAddress } from './listen-address.ts';
import type { RunningCluster } from './options.ts';
import { networkOf, nodesOf } from './settings.ts';
import { startCluster } from './start-cluster.ts';

interface Arguments {
	readonly conf: string;
	/** Instead of the socket that Apache forwards to. */
	readonly listen: string | undefined;
}

/** The cluster controller as a process: `main.ts [-c eucalyptus.conf] [--listen HOST:PORT]`. */
async function main(): Promise<void> {
	const args = readArguments();
	const conf = await readConf(args.conf);
	const places = layout(conf.EUCALYPTUS);
	const log = openLog({ program: 'cc', level: conf.LOGLEVEL, destination: join(places.log, 'cc.log') });
	await runDaemon({
		name: 'euca-cc',
		pidFile: join(places.run, 'euca-cc.pid'),
		log,
		async start() {
			const running = await start(conf, places, args, log);
			process.on('SIGHUP', () => void rereadNodes(running, args.conf, log));
			return running;
		},
	});
}

async function start(conf: Conf, places: Layout, args: Arguments, log: Logger): Promise<RunningCluster> {
	const listen = args.listen === undefined ? { socketPath: join(places.run, 'cc.sock') } : listenAddress(args.listen);
	const nodes = nodesOf(conf);
	if (nodes.length === 0) {
		throw clusterErrors('NODES_EMPTY');
	}

	await mkdir(places.run, { recursive: true, mode: 0o755 });
	return startCluster({
		stateDir: places.cluster,
		netDir: places.net,
		nodes,
		policy: conf.SCHEDPOLICY,
		network: networkOf(conf),
		...(conf.ENABLE_WS_SECURITY ? await readTrust(places.keys) : { callers: [] }),
		hostNames: conf.HOST_NAMES,
		log,
		listen,
	});
}

/** Only NODES is read anew, and may have become empty; a file that is wrong changes nothing. */
async function rereadNodes(running: RunningCluster, conf: string, log: Logger): Promise<void> {
	try {
		const nodes = nodesOf(await readConf(conf));
		running.setNodes(nodes);
		log.info({ nodes: nodes.length }, 'NODES read again');
	} catch (error) {
		log.error({ reason: messageOf(error) }, 'NODES cannot be read again: the old list stays');
	}
}

function readArguments(): Arguments {
	const { values } = parseArgs({
		options: { conf: { type: 'string', short: 'c' }, listen: { type: 'string' } },
	});
	return { conf: values.conf ?? confPath(), listen: values.listen };
}

main().catch((error: unknown) => {
	process.stderr.write(`euca-cc: ${describeError(error)}\n`);
	process.exitCode = 1;
});
