import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where everything lies below `$EUCALYPTUS` (founding document; spec §1.5). */
export interface Layout {
	readonly eucalyptus: string;
	/** eucalyptus.conf, httpd.conf */
	readonly etc: string;
	/** what the web site shows and asks, and its mails; on the cloud controller's host */
	readonly webProperties: string;
	/** what must survive a restart */
	readonly state: string;
	/** certificates, private keys, vdekey: 0700 */
	readonly keys: string;
	/** the cloud controller's database: 0700 */
	readonly db: string;
	/** state of the cluster controller: 0700 */
	readonly cluster: string;
	/** copies of the originals of images, unless TEMPLATE_PATH says otherwise */
	readonly templates: string;
	/** what node controllers copy from, unless REGISTERED_PATH says otherwise */
	readonly registered: string;
	/** pid files, sockets, generated httpd files; emptied at stop */
	readonly run: string;
	/** DHCP configuration, leases, pid */
	readonly net: string;
	readonly log: string;
	readonly sbin: string;
	/** programs, templates and the runtime's own Node */
	readonly lib: string;
}

/** A site of 5 000 hosts has one prefix; the last one is remembered. */
let last: Layout | undefined;

export function layout(eucalyptus: string): Layout {
	if (last?.eucalyptus !== eucalyptus) {
		last = placesBelow(eucalyptus);
	}

	return last;
}

function placesBelow(eucalyptus: string): Layout {
	return {
		eucalyptus,
		etc: join(eucalyptus, 'etc/eucalyptus'),
		webProperties: join(eucalyptus, 'etc/eucalyptus/cloud.d/eucalyptus-web.properties'),
		state: join(eucalyptus, 'var/eucalyptus'),
		keys: join(eucalyptus, 'var/eucalyptus/keys'),
		db: join(eucalyptus, 'var/eucalyptus/db'),
		cluster: join(eucalyptus, 'var/eucalyptus/cluster'),
		templates: join(eucalyptus, 'var/eucalyptus/templates'),
		registered: join(eucalyptus, 'var/eucalyptus/registered'),
		run: join(eucalyptus, 'var/run/eucalyptus'),
		net: join(eucalyptus, 'var/run/eucalyptus/net'),
		log: join(eucalyptus, 'var/log/eucalyptus'),
		sbin: join(eucalyptus, 'usr/sbin'),
		lib: join(eucalyptus, 'usr/lib/eucalyptus'),
	};
}

/** The directory that holds `templates/`: the checkout, or `$EUCALYPTUS/usr/lib/eucalyptus` once installed. */
export function packageRoot(start = import.meta.dirname): string {
	for (let directory = start; ; directory = dirname(directory)) {
		if (existsSync(join(directory, 'templates', 'config'))) {
			return directory;
		}

		if (directory === dirname(directory)) {
			throw new Error(`no templates/ directory above ${start}: the installation is incomplete`);
		}
	}
}
