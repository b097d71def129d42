import { join } from 'node:path';
import { layout } from '../src/common/layout.ts';
import { addressOf, type HostEntry, hostEntry } from '../src/site/hosts.ts';
import type { Site } from '../src/site/schema.ts';
import { type GeneratedFile, rendered } from './file.ts';

/** Debian's, for who starts Apache by hand; the init script finds out. */
const MODULES = '/usr/lib/apache2/modules';

/**
 * Apache 2.2 or 2.4, apart from the system's own (spec §2.3): what all have in common in httpd.conf, closed to everybody but
 * this host, and per role a file that opens the port and lets in who has to call.
 */
export function httpdConf(site: Site, hostName: string): readonly GeneratedFile[] {
	const host = hostEntry(site, hostName);
	if (host === undefined || (host.heads === undefined && host.memberOf === undefined)) {
		return [];
	}

	const { etc, eucalyptus, run, log } = layout(site.eucalyptus);
	const common = rendered('config/httpd.conf', { eucalyptus, run, log, modules: MODULES });
	return [file(join(etc, 'httpd.conf'), common), ...roleFiles(site, host)];
}

function roleFiles(site: Site, { name: hostName, heads, memberOf }: HostEntry): readonly GeneratedFile[] {
	const { etc, run, log } = layout(site.eucalyptus);
	const role = (name: 'cc' | 'nc', title: string, port: number, caller: string) => {
		const callers = addressesOf(site, caller);
		const own = addressesOf(site, hostName);
		const values = { name, title, port, etc, run, log, caller, callers, own, isOpen: callers.length === 0 };
		return file(join(etc, `httpd-${name}.conf`), rendered('config/httpd-role.conf', values));
	};
	return [
		...(heads === undefined ? [] : [role('cc', 'cluster controller', heads.port, site.cloud.host)]),
		...(memberOf === undefined ? [] : [role('nc', 'node controller', memberOf.nodePort, memberOf.host)]),
	];
}

/** Whoever calls from this host is let in anyway; of another host the site may not know the address. */
function addressesOf(site: Site, caller: string): readonly string[] {
	const address = addressOf(site, caller);
	return address === undefined ? [] : [address];
}

function file(path: string, content: string): GeneratedFile {
	return { kind: 'file', path, mode: 0o640, content };
}
