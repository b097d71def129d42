import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../../common/clock.ts';
import type { Engine, InstanceFacts } from '../../engine.ts';
import { keysOf, listingOf } from './keys.ts';
import { createTokens, type Tokens } from './tokens.ts';

/** Those that Amazon has published; another date is served alike. */
const VERSIONS = [
	'1.0',
	'2007-01-19',
	'2007-03-01',
	'2007-08-29',
	'2007-10-10',
	'2007-12-15',
	'2008-02-01',
	'2008-09-01',
	'2009-04-04',
	'2011-01-01',
	'2011-05-01',
	'2012-01-12',
	'2014-02-25',
	'2014-11-05',
	'2015-10-20',
	'2016-04-19',
	'2016-06-30',
	'2016-09-02',
	'2018-03-28',
	'2018-08-17',
	'2018-09-24',
	'2019-10-01',
	'2020-10-27',
	'2021-01-03',
	'2021-03-23',
	'2021-07-15',
	'2022-09-24',
	'latest',
];

const VERSIONED = /^\/(1\.0|\d{4}-\d{2}-\d{2}|latest)(?:\/(.*))?$/;
const TOKEN_PATH = 'api/token';
const TOKEN = 'x-aws-ec2-metadata-token';
const TOKEN_TTL = 'x-aws-ec2-metadata-token-ttl-seconds';

interface Answer {
	readonly status: number;
	readonly body: string | Buffer;
	readonly headers?: Readonly<Record<string, string>>;
}

const NOT_FOUND: Answer = { status: 404, body: '404 - Not Found\n' };

export interface MetadataService {
	/** True for a request that is this service's to answer; `/` is, if an instance asks. */
	concerns(request: IncomingMessage): Promise<boolean>;
	answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/**
 * What instances ask 169.254.169.254 for (spec/ec2-api §9), versions 1 and 2. Who asks is known by the source address:
 * requests that do not come from the address of a live instance get 404, whatever they ask.
 */
export function createMetadataService(engine: Pick<Engine, 'factsAt'>, clock: Clock): MetadataService {
	const tokens = createTokens(() => clock.now());
	return {
		async concerns(request) {
			const path = pathOf(request);
			return (
				VERSIONED.test(path) || (path === '/' && isPlainGet(request) && (await factsFor(request, engine)) !== undefined)
			);
		},

		async answer(request, response) {
			const facts = await factsFor(request, engine);
			const { status, body, headers } =
				facts === undefined ? NOT_FOUND : answerTo(request, pathOf(request), facts, tokens);
			request.resume();
			response.writeHead(status, {
				'content-type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/octet-stream',
				'content-length': Buffer.byteLength(body),
				...(request.complete ? {} : { connection: 'close' }),
				...headers,
			});
			response.end(request.method === 'HEAD' ? undefined : body);
		},
	};
}

function answerTo(request: IncomingMessage, path: string, facts: InstanceFacts, tokens: Tokens): Answer {
	const { enabled, tokensRequired } = facts.instance.settings.metadata;
	if (!enabled) {
		return { status: 403, body: '403 - Forbidden\n' };
	}

	const [, , rest = ''] = VERSIONED.exec(path) ?? [];
	if (rest === TOKEN_PATH) {
		return answerToken(request, facts, tokens);
	}

	if (request.method !== 'GET' && request.method !== 'HEAD') {
		return { status: 405, body: '405 - Method Not Allowed\n', headers: { allow: 'GET, HEAD' } };
	}

	const token = request.headers[TOKEN];
	const isGood = token === undefined ? !tokensRequired : tokens.isGood(String(token), facts.instance.id);
	if (!isGood) {
		return { status: 401, body: '401 - Unauthorized\n' };
	}

	return path === '/' ? { status: 200, body: VERSIONS.join('\n') } : answerKey(rest, facts);
}

/** A request that came through a proxy would hand the token to whoever stands behind it. */
function answerToken(request: IncomingMessage, facts: InstanceFacts, tokens: Tokens): Answer {
	if (request.method !== 'PUT') {
		return { status: 405, body: '405 - Method Not Allowed\n', headers: { allow: 'PUT' } };
	}

	if (request.headers['x-forwarded-for'] !== undefined) {
		return { status: 403, body: '403 - Forbidden\n' };
	}

	const wanted = request.headers[TOKEN_TTL];
	const issued = tokens.issue(facts.instance.id, typeof wanted === 'string' ? wanted.trim() : undefined);
	return issued === undefined
		? { status: 400, body: '400 - Bad Request\n' }
		: { status: 200, body: issued.token, headers: { [TOKEN_TTL]: String(issued.seconds) } };
}

function answerKey(rest: string, facts: InstanceFacts): Answer {
	const keys = keysOf(facts);
	const path = rest.replaceAll(/\/{2,}/g, '/').replace(/\/$/, '');
	const value = keys.get(path);
	if (value !== undefined) {
		return { status: 200, body: value };
	}

	const listing = listingOf(keys.keys(), path, facts);
	return listing === undefined ? NOT_FOUND : { status: 200, body: listing };
}

function isPlainGet({ method, url = '/' }: IncomingMessage): boolean {
	return (method === 'GET' || method === 'HEAD') && !url.includes('?');
}

function pathOf({ url = '/' }: IncomingMessage): string {
	const path = url.replace(/[?#].*$/, '');
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

function factsFor({ socket }: IncomingMessage, engine: Pick<Engine, 'factsAt'>): Promise<InstanceFacts | undefined> {
	return engine.factsAt((socket.remoteAddress ?? '').replace(/^::ffff:/, ''));
}
