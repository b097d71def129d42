import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { messageOf } from '../../../common/errors.ts';
import type { Logger } from '../../../common/log.ts';
import { adminService } from '../../wire/contracts/admin/service.ts';
import { type BodyReader, createBodyReader } from '../../wire/server/read-body.ts';
import type { SoapService } from '../../wire/server.ts';
import { IMAGES_PATH } from '../images/image-urls.ts';
import { isLocal, sendText } from './messages.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface Routes {
	readonly admin: SoapService;
	readonly images: Answer;
	/** Whatever is not ours: EC2's clients ask for many paths. */
	readonly other: Answer;
	readonly log: Logger;
}

/** What CLOUD_PORT serves (spec §1.3). */
export function createRouter({ admin, images, other, log }: Routes): RequestListener {
	const readBody = createBodyReader();
	const adminPath = `/${adminService.path}`;
	const answer = (request: IncomingMessage, response: ServerResponse): Promise<void> | void => {
		const path = (request.url ?? '/').replace(/[?#].*$/, '');
		if (path === adminPath) {
			return answerAdmin(admin, readBody, request, response);
		}

		if (path.startsWith(IMAGES_PATH)) {
			return images(request, response);
		}

		if (request.method === 'GET' && (path === '/services/' || path === '/services')) {
			return sendText(response, 200, SERVICES);
		}

		return other(request, response);
	};
	return (request, response) => {
		Promise.resolve()
			.then(() => answer(request, response))
			.catch((error: unknown) => {
				log.error({ path: request.url, problem: messageOf(error) }, 'cannot answer an HTTP request');
				if (response.headersSent) {
					response.destroy();
				} else {
					sendText(response, 500, 'internal error\n');
				}
			});
	};
}

const ADMIN_BODY = { bytes: 1024 * 1024, timeoutMs: 30_000 };

const SERVICES = `Eucalyptus services
/services/Eucalyptus       EC2 (Query and SOAP)
/services/EucalyptusAdmin  administration, from this host only
/services/Images           image files, for node controllers
`;

/** The administrator's tools run on this host; their messages carry secret keys, and nobody else may ask. */
async function answerAdmin(
	admin: SoapService,
	readBody: BodyReader,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	if (!isLocal(request)) {
		return sendText(response, 403, 'administration is possible from the host of the cloud controller only\n');
	}

	const outcome = await readBody(request, ADMIN_BODY);
	if (outcome.kind !== 'complete') {
		return sendText(response, outcome.kind === 'too-large' ? 413 : 408, `the message is ${outcome.kind}\n`);
	}

	const { soapaction } = request.headers;
	const { host } = request.headers;
	const result = await admin({
		method: request.method ?? 'GET',
		url: request.url ?? '/',
		soapAction: typeof soapaction === 'string' ? soapaction : undefined,
		body: outcome.body,
		...(host === undefined ? {} : { host }),
	});
	response
		.writeHead(result.status, { 'content-type': result.contentType, 'content-length': Buffer.byteLength(result.body) })
		.end(result.body);
}
