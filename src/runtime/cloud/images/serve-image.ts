import { timingSafeEqual, verify, X509Certificate } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { canonicalId } from '../../../common/ids.ts';
import type { Logger } from '../../../common/log.ts';
import { findImage } from '../store/images.ts';
import type { Store } from '../store/open-store.ts';
import { imagePath } from './image-files.ts';
import { IMAGES_PATH } from './image-urls.ts';

export interface ServeImageOptions {
	readonly store: Store;
	readonly registeredDir: string;
	/** PEM of every node certificate that may fetch; undefined when ENABLE_WS_SECURITY=N: then everybody may. */
	readonly nodeCertificates: readonly string[] | undefined;
	readonly now: () => number;
	readonly log: Logger;
}

/** How far a node's clock may be off. */
const SKEW_MS = 300_000;

/**
 * `GET /services/Images/<id>` for nodes, which prove themselves as the original's did to Walrus (spec §3.7): `Date`,
 * `EucaCert` (base64 of the certificate's PEM) and `EucaSignature` (base64 RSA-SHA1 over `<verb>\n<date>\n<path>\n`).
 */
export function createImageServer(options: ServeImageOptions) {
	const known = options.nodeCertificates?.map((pem) => new X509Certificate(pem));
	return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const path = request.url ?? '';
		const problem = refusal(request, path, known, options.now());
		if (problem !== undefined) {
			options.log.warn({ path, from: request.socket.remoteAddress, problem }, 'image request refused');
			return answer(response, 403, problem);
		}

		const image = await findImage(options.store.db, canonicalId(path.slice(IMAGES_PATH.length)));
		if (image === undefined || image.state === 'registering' || image.state === 'deleting') {
			return answer(response, 404, 'there is no such image');
		}

		const file = imagePath(options.registeredDir, image);
		const { size } = await stat(file);
		response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size });
		if (request.method === 'HEAD') {
			response.end();
			return;
		}

		await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), response);
	};
}

function refusal(
	request: IncomingMessage,
	path: string,
	known: readonly X509Certificate[] | undefined,
	now: number,
): string | undefined {
	const { date, eucacert, eucasignature } = request.headers;
	if (request.method !== 'GET' && request.method !== 'HEAD') {
		return 'only GET and HEAD are understood';
	}

	if (known === undefined) {
		return undefined;
	}

	if (date === undefined || typeof eucacert !== 'string' || typeof eucasignature !== 'string') {
		return 'the headers Date, EucaCert and EucaSignature are required';
	}

	const certificate = known.find((candidate) => isSameCertificate(candidate, eucacert));
	if (certificate === undefined) {
		return 'the certificate is not that of a node of this cloud';
	}

	const signature = Buffer.from(eucasignature, 'base64');
	const signed = Buffer.from(`${request.method}\n${date}\n${path}\n`);
	if (!verify('sha1', signed, certificate.publicKey, signature)) {
		return 'the signature does not fit';
	}

	return Math.abs(Date.parse(date) - now) <= SKEW_MS
		? undefined
		: `the date is not within 5 minutes of ours, ${new Date(now).toUTCString()}`;
}

function isSameCertificate(known: X509Certificate, sent: string): boolean {
	try {
		const { raw } = new X509Certificate(Buffer.from(sent, 'base64'));
		return raw.length === known.raw.length && timingSafeEqual(raw, known.raw);
	} catch {
		return false;
	}
}

function answer(response: ServerResponse, status: number, text: string): void {
	response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
