import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Zone, Zones } from '../engine/zones.ts';
import { createPageRenderer, type RenderPage } from './render-page.ts';

export interface WebSiteOptions {
	readonly zones: Zones;
	readonly publicHost: string;
	readonly ec2Url: () => string;
}

interface Page {
	readonly status: number;
	readonly contentType: string;
	readonly body: string;
}

/** The site over TLS: what this cloud is, what room it has, and how to begin. No script, no cookie, no form. */
export function createWebSite(options: WebSiteOptions): RequestListener {
	const render = createPageRenderer();
	return (request, response) => {
		pageFor(request, render, options)
			.then((page) => send(request, response, page))
			.catch(() => response.destroy());
	};
}

async function pageFor(request: IncomingMessage, render: RenderPage, options: WebSiteOptions): Promise<Page> {
	const { publicHost, ec2Url, zones } = options;
	if (request.method !== 'GET' && request.method !== 'HEAD') {
		return { status: 405, contentType: HTML, body: render('not-found', { publicHost }) };
	}

	switch ((request.url ?? '/').replace(/[?#].*$/, '')) {
		case '/':
			return {
				status: 200,
				contentType: HTML,
				body: render('home', { publicHost, ec2Url: ec2Url(), zones: (await zones.all()).map(describeZone) }),
			};
		case '/style.css':
			return { status: 200, contentType: 'text/css; charset=utf-8', body: render('style.css', {}) };
		default:
			return { status: 404, contentType: HTML, body: render('not-found', { publicHost }) };
	}
}

function send(request: IncomingMessage, response: ServerResponse, { status, contentType, body }: Page): void {
	response.writeHead(status, {
		...SECURITY_HEADERS,
		'content-type': contentType,
		'content-length': Buffer.byteLength(body),
		...(status === 405 ? { allow: 'GET, HEAD', connection: 'close' } : {}),
	});
	response.end(request.method === 'HEAD' ? undefined : body);
}

const HTML = 'text/html; charset=utf-8';

const SECURITY_HEADERS = {
	'content-security-policy':
		"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	'strict-transport-security': 'max-age=31536000',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'referrer-policy': 'no-referrer',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), geolocation=(), microphone=()',
	'cache-control': 'no-store',
} as const;

function describeZone({ name, up, host, capacity, nodes }: Zone) {
	const digits = (count: number) => String(count).padStart(3, '0');
	return {
		name,
		state: up ? 'UP' : 'DOWN',
		isUp: up,
		host,
		nodes: `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}`,
		types: capacity.map(({ type, free, max }) => ({
			name: type.name,
			cores: type.cores,
			memoryMb: type.memoryMb,
			diskGb: type.diskGb,
			places: `${digits(free)}/${digits(max)}`,
			isFull: free === 0,
		})),
	};
}
