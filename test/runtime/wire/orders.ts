import { randomUUID } from 'node:crypto';
import type { Identity } from '../../../src/runtime/wire/client.ts';
import type { ServiceDefinition } from '../../../src/runtime/wire/contract.ts';
import { readIdentity } from '../../../src/runtime/wire/security/identity.ts';
import { signedEnvelope } from '../../../src/runtime/wire/security/sign.ts';

/** What a controller that holds this identity would send there. */
export function orderTo(
	url: string,
	service: ServiceDefinition,
	operation: string,
	payload: string,
	by: Identity,
): string {
	const addressing = { To: url, Action: `${service.name}#${operation}`, MessageID: `urn:uuid:${randomUUID()}` };
	return signedEnvelope(readIdentity(by), { addressing, payload }, Date.now());
}

/** The same without any addressing, as clients of EC2 send it. */
export function bareOrder(payload: string, by: Identity): string {
	return signedEnvelope(readIdentity(by), { addressing: {}, payload }, Date.now());
}

/** Sends a message as it is; `code` is that of the fault. */
export async function postOrder(url: string, body: string | Buffer, soapAction = '') {
	const headers = { 'content-type': 'text/xml', soapaction: `"${soapAction}"` };
	const answer = await fetch(url, { method: 'POST', headers, body: Buffer.from(body) });
	const text = await answer.text();
	return { status: answer.status, text, code: /<e:code [^>]*>(\w+)<\/e:code>/.exec(text)?.[1] };
}
