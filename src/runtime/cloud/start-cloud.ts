import { join } from 'node:path';
import type { KeyAndCertificate } from '../../common/certificate.ts';
import { type Clock, systemClock } from '../../common/clock.ts';
import type { Logger } from '../../common/log.ts';
import { DEFAULT_WEB_SETTINGS, type WebSettings } from '../../conf/web-properties.ts';
import type { Identity } from '../wire/client.ts';
import { adminService } from '../wire/contracts/admin/service.ts';
import { createSoapService } from '../wire/server.ts';
import { adminEmail, ensureAdminAccount } from './accounts/admin-account.ts';
import type { AdminParts } from './admin/admin-parts.ts';
import { adminHandlers } from './admin/handlers.ts';
import { mountInterfaces } from './api/mount.ts';
import type { Engine } from './engine.ts';
import { type HttpListener, listenHttp } from './http/listen.ts';
import { createRouter } from './http/route.ts';
import { type ImageParts, type RegisteredIds, type Registration, registerImage } from './images/register-image.ts';
import { createImageServer } from './images/serve-image.ts';
import type { Interfaces } from './interfaces.ts';
import { openOutbox } from './mail/outbox.ts';
import { type RunningEngine, startEngine } from './start-engine.ts';
import type { StoredCluster } from './store/clusters.ts';
import { defaultTimings, type Timings } from './timings.ts';
import { makeCredentials } from './users/credentials.ts';
import { ensureTlsPair } from './web/tls-pair.ts';
import { createWebSite, type WebSite } from './web/web-site.ts';

export interface CloudOptions {
	/** The database's directory: made, 0700. */
	readonly dbDir: string;
	/** Where the tools put copies of image files; registration takes them from here. */
	readonly templateDir: string;
	/** Where registered images lie: what node controllers copy from. */
	readonly registeredDir: string;
	/** Where the web site's certificate and key are kept. */
	readonly keysDir: string;
	/** How users reach this host, for the URLs that they are told. */
	readonly publicHost: string;
	/** The cloud's certificate and key: sign what goes to the clusters, and are the only ones that may administer. */
	readonly identity: Identity;
	/** False (ENABLE_WS_SECURITY=N): messages to the clusters are neither signed nor verified. Default true. */
	readonly wsSecurity?: boolean;
	/**
	 * How node controllers get image files. `file` (default): they see the registered directory, on a shared file system
	 * or because all is one machine. `http`: from us, proving themselves with one of the node certificates.
	 */
	readonly imageAccess?: 'file' | 'http';
	/** PEM of every node certificate that may fetch images. */
	readonly nodeCertificates?: readonly string[];
	readonly listen: {
		readonly host: string;
		/** Web services; 0 for any free port. */
		readonly port: number;
		/** Web site; 0 for any free port. */
		readonly sslPort: number;
		/** The web site's certificate and key, in place of its own self-signed one. */
		readonly tls?: KeyAndCertificate;
	};
	/** What the operator says about the web site and its mails. Default: eucalyptus-web.properties as it comes. */
	readonly webSettings?: WebSettings;
	readonly timings?: Partial<Timings>;
	readonly log: Logger;
	readonly clock?: Clock;
}

export interface AdminCredentials {
	readonly userName: string;
	readonly accessKey: string;
	readonly secretKey: string;
}

export interface RunningCloud {
	/** `http://host:port/services/Eucalyptus` */
	readonly ec2Url: string;
	readonly webUrl: string;
	readonly engine: Engine;
	readonly admin: AdminCredentials;
	/** A new certificate and key of the administrator; the key is not kept. */
	makeAdminCertificate(): Promise<KeyAndCertificate>;
	/** Resolves after the cluster's first answer, good or not. True if it is up. */
	addCluster(cluster: StoredCluster): Promise<boolean>;
	/** The files must lie in the template directory. */
	registerImage(registration: Registration): Promise<RegisteredIds>;
	close(): Promise<void>;
}

/** The whole cloud controller: engine, web services and web site. Throws before it serves anything, or serves all. */
export async function startCloud(options: CloudOptions): Promise<RunningCloud> {
	const { log, listen, publicHost } = options;
	const clock = options.clock ?? systemClock;
	const now = () => clock.now();
	if (options.wsSecurity === false) {
		log.warn('ENABLE_WS_SECURITY=N: messages to clusters are not signed, and image files go to everybody who asks');
	}

	const tls = listen.tls ?? (await ensureTlsPair(options.keysDir, publicHost, now()));
	const urls = { base: `http://${publicHost}:${listen.port}`, web: `https://${publicHost}:${listen.sslPort}/` };
	const ec2Url = () => `${urls.base}/services/Eucalyptus`;
	const running = await startEngine({
		...options,
		identity: options.wsSecurity === false ? undefined : options.identity,
		imageAccess: () => (options.imageAccess === 'http' ? { kind: 'http', baseUrl: urls.base } : { kind: 'file' }),
		timings: { ...defaultTimings, ...options.timings },
		clock,
	});
	const listeners: HttpListener[] = [];
	const closers: Interfaces[] = [];
	const sites: { close(): Promise<void> }[] = [];
	const close = async () => {
		await Promise.all(listeners.map((listener) => listener.close()));
		await Promise.all(sites.map((site) => site.close()));
		for (const interfaces of closers) {
			interfaces.close();
		}

		await running.close();
	};
	try {
		const interfaces = mountInterfaces({ engine: running.engine, stateDir: options.dbDir, clock, log });
		closers.push(interfaces);
		const listener = createServices(options, running, interfaces, ec2Url, clock);
		const services = await listenHttp(listener, { host: listen.host, port: listen.port, refuse: interfaces.refuse });
		listeners.push(services);
		urls.base = `http://${publicHost}:${services.port}`;
		const site = await startWebSite(options, running, { ec2Url, webUrl: () => urls.web }, clock);
		sites.push(site);
		const web = await listenHttp(site.listener, { host: listen.host, port: listen.sslPort, tls });
		listeners.push(web);
		urls.web = `https://${publicHost}:${web.port}/`;
		log.info({ ec2Url: ec2Url(), webPort: web.port, zones: running.clusters.links().length }, 'cloud is ready');
		return { ...inProcess(running, now), ec2Url: ec2Url(), webUrl: urls.web, close };
	} catch (error) {
		await close();
		throw error;
	}
}

function createServices(
	options: CloudOptions,
	running: RunningEngine,
	interfaces: Interfaces,
	ec2Url: () => string,
	clock: Clock,
) {
	const { log, identity, registeredDir } = options;
	const now = () => clock.now();
	const parts: AdminParts = { ...running, cloudCertificate: identity.certificatePem, ec2Url, now };
	return createRouter({
		// Always signed, also when ENABLE_WS_SECURITY=N: it gives out secret keys.
		admin: createSoapService(adminService, adminHandlers(parts), {
			identity,
			callers: [{ role: 'the cloud controller', certificatePem: identity.certificatePem }],
			replayFile: join(options.dbDir, 'admin-replay'),
			log,
			clock,
		}),
		images: createImageServer({
			store: running.store,
			registeredDir,
			nodeCertificates: options.wsSecurity === false ? undefined : (options.nodeCertificates ?? []),
			now,
			log,
		}),
		other: interfaces.answer,
		log,
	});
}

/** The site and the mails that it sends. */
async function startWebSite(
	options: CloudOptions,
	running: RunningEngine,
	urls: { readonly ec2Url: () => string; readonly webUrl: () => string },
	clock: Clock,
): Promise<WebSite> {
	const { log, identity, publicHost, webSettings: settings = DEFAULT_WEB_SETTINGS } = options;
	const { store } = running;
	await ensureAdminAccount(store);
	if ((await adminEmail(store)) === '') {
		log.warn(
			'nobody has logged in as admin yet: whoever does first, with the password admin, chooses the password of this cloud',
		);
	}

	const from = async () => settings.replyEmailAddress ?? (await adminEmail(store));
	const outbox = openOutbox({ store, smtpServer: settings.smtpServer, from, clock, log });
	const now = () => clock.now();
	const parts = {
		...running,
		...urls,
		outbox,
		settings,
		publicHost,
		cloudCertificate: identity.certificatePem,
		now,
		log,
	};
	const { listener, close } = await createWebSite(parts);
	return { listener, close: async () => void (await Promise.all([close(), outbox.close()])) };
}

/** What the simulator and tests do without the tools. */
function inProcess(
	{ engine, store, clusters, images, admin }: RunningEngine & { images: ImageParts },
	now: () => number,
) {
	return {
		engine,
		admin: { userName: admin.name, accessKey: admin.queryId, secretKey: admin.secretKey },
		makeAdminCertificate: () => makeCredentials(store, admin, now()),
		addCluster: async (cluster: StoredCluster) => (await clusters.add(cluster)).link.isUp,
		registerImage: (registration: Registration) => registerImage(images, registration),
	};
}
