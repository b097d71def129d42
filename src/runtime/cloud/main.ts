import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeError } from '../../common/errors.ts';
import { layout } from '../../common/layout.ts';
import { openLog } from '../../common/log.ts';
import { runDaemon } from '../../common/process.ts';
import type { Conf } from '../../conf/keys.ts';
import { readConf } from '../../conf/read.ts';
import { startCloud } from './start-cloud.ts';
import { startErrors } from './start-errors.ts';
import { isThisMachine } from './this-machine.ts';
import { readWebSettings } from './web/settings.ts';

/** The exit status of a cloud controller that cannot start: 0xC2 of 0xEC2 (spec §5.1). */
const CANNOT_START = 194;

await main();

/** `euca-cloud [-c FILE]`: the cloud controller as a daemon in the foreground. */
async function main(): Promise<void> {
	let conf: Conf;
	try {
		const { values } = parseArgs({ options: { config: { type: 'string', short: 'c' } } });
		conf = await readConf(values.config);
	} catch (error) {
		process.stderr.write(`euca-cloud: ${describeError(error)}\n`);
		process.exit(CANNOT_START);
	}

	const paths = layout(conf.EUCALYPTUS);
	const log = openLog({ program: 'cloud', level: conf.LOGLEVEL, destination: join(paths.log, 'cloud.log') });
	await runDaemon({
		name: 'euca-cloud',
		pidFile: join(paths.run, 'euca-cloud.pid'),
		log,
		failureExitCode: CANNOT_START,
		start: async () => startCloud({ ...(await optionsOf(conf)), log }),
	});
}

async function optionsOf(conf: Conf) {
	const paths = layout(conf.EUCALYPTUS);
	const registeredDir = conf.REGISTERED_PATH === '' ? paths.registered : conf.REGISTERED_PATH;
	// Another directory than our own is on a file system that all hosts see; and a single machine sees its own.
	const isShared = registeredDir !== paths.registered || (await areThisMachine(conf.NODES));
	return {
		dbDir: paths.db,
		templateDir: conf.TEMPLATE_PATH === '' ? paths.templates : conf.TEMPLATE_PATH,
		registeredDir,
		keysDir: paths.keys,
		webSettings: await readWebSettings(paths.webProperties),
		publicHost: await publicHost(conf),
		identity: {
			certificatePem: await readKey(paths.keys, 'cloud-cert.pem'),
			privateKeyPem: await readKey(paths.keys, 'cloud-pk.pem'),
		},
		wsSecurity: conf.ENABLE_WS_SECURITY,
		imageAccess: isShared ? ('file' as const) : ('http' as const),
		nodeCertificates: isShared ? [] : [await readKey(paths.keys, 'node-cert.pem')],
		listen: { host: '0.0.0.0', port: conf.CLOUD_PORT, sslPort: conf.CLOUD_SSL_PORT },
	};
}

/** Without a name from the operator: ours if it leads here; loopback would lead users and nodes to themselves. */
async function publicHost({ CLOUD_PUBLIC_HOST, CLOUD_HOST }: Conf): Promise<string> {
	const isLoopback = CLOUD_HOST === 'localhost' || CLOUD_HOST.startsWith('127.');
	if (CLOUD_PUBLIC_HOST !== '' || !isLoopback) {
		return CLOUD_PUBLIC_HOST || CLOUD_HOST;
	}

	return (await isThisMachine(hostname())) ? hostname() : CLOUD_HOST;
}

async function areThisMachine(nodes: readonly string[]): Promise<boolean> {
	return nodes.length > 0 && (await Promise.all(nodes.map(isThisMachine))).every(Boolean);
}

async function readKey(directory: string, name: string): Promise<string> {
	const path = join(directory, name);
	try {
		return await readFile(path, 'utf8');
	} catch (cause) {
		throw startErrors('KEY_FILE', { path }, { cause });
	}
}
