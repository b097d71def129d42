import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../common/errors.ts';
import { type Layout, layout, packageRoot } from '../common/layout.ts';
import type { Conf } from '../conf/keys.ts';
import { parseConf } from '../conf/parse.ts';
import { confPath, readConf } from '../conf/read.ts';
import type { Identity } from '../runtime/wire/client.ts';
import { toolErrors } from './errors.ts';

/** The Eucalyptus that a tool works on. */
export interface Installation {
	readonly paths: Layout;
	readonly conf: Conf;
}

/** Where a role's private key lies, in words. */
const HOME_OF = {
	cloud: "the cloud controller's host",
	cluster: "the cluster controller's host",
} as const;

/** `$EUCALYPTUS`, else the installation that this program is part of, else what /etc/default/eucalyptus names. */
export async function findInstallation(): Promise<Installation> {
	const root = process.env['EUCALYPTUS'] || ownRoot();
	const path = confPath(root);
	const conf = existsSync(path) ? await readConf(path) : parseConf('', path);
	return { conf, paths: layout(root ?? conf.EUCALYPTUS) };
}

/** The pair that signs for a role. Throws TOOL_KEY. */
export async function readRoleIdentity({ paths }: Installation, role: keyof typeof HOME_OF): Promise<Identity> {
	const read = async (path: string) => {
		try {
			return await readFile(path, 'utf8');
		} catch (error) {
			throw toolErrors('TOOL_KEY', { path, problem: messageOf(error), where: HOME_OF[role] });
		}
	};
	return {
		certificatePem: await read(join(paths.keys, `${role}-cert.pem`)),
		privateKeyPem: await read(join(paths.keys, `${role}-pk.pem`)),
	};
}

/** Certificates of a role; a host may know several clusters: `cluster-cert.pem`, `cluster-NAME-cert.pem`. */
export async function readRoleCertificates({ paths }: Installation, role: string): Promise<readonly string[]> {
	const names = await readdir(paths.keys).catch((): string[] => []);
	const wanted = names.filter((name) => name.startsWith(`${role}-`) && name.endsWith('-cert.pem')).sort();
	const own = names.includes(`${role}-cert.pem`) ? [`${role}-cert.pem`] : [];
	return Promise.all([...new Set([...own, ...wanted])].map((name) => readFile(join(paths.keys, name), 'utf8')));
}

function ownRoot(): string | undefined {
	return /^(.*)\/usr\/lib\/eucalyptus(\/|$)/.exec(packageRoot())?.[1];
}
