import { systemClock } from '../../common/clock.ts';
import { EucaError, messageOf } from '../../common/errors.ts';
import type { ServiceDefinition } from './contract.ts';
import { readIdentity } from './security/identity.ts';
import { signedEnvelope } from './security/sign.ts';
import { makeGuard } from './server/guard.ts';
import { checkAction, checkAddressee, compileOperations, operationOf } from './server/operations.ts';
import { FAULT_ACTION, type Handler, type Outcome, performOperation } from './server/perform.ts';
import type { Handlers, SoapRequest, SoapService, SoapServiceOptions } from './server/types.ts';
import { addressingOf, envelopeParts, payloadOf, plainEnvelope } from './soap/envelope.ts';
import { faultOf, faultPayload } from './soap/fault.ts';
import { makeWsdl } from './wsdl.ts';
import { readXml } from './xml/read-xml.ts';
import { childElements, type XmlElement } from './xml/tree.ts';

export { listenSoap, type SoapServer } from './server/listen.ts';
export { ownAddresses } from './server/own-addresses.ts';
export type {
	CallContext,
	Handlers,
	SoapResponse,
	SoapService,
	SoapServiceOptions,
	TrustedPeer,
} from './server/types.ts';

/**
 * One service: verifies, dispatches, decodes, calls the handler and signs the answer. It never throws: what goes wrong
 * is told to the caller as a fault, or, if the request itself was in order, as the service's `failure` says.
 */
export function createSoapService<S extends ServiceDefinition>(
	service: S,
	handlers: Handlers<S>,
	options: SoapServiceOptions,
): SoapService {
	const clock = options.clock ?? systemClock;
	const operations = compileOperations(service);
	const guard = makeGuard(options, clock.now());
	const key = options.identity === undefined ? undefined : readIdentity(options.identity);
	const log = options.log.child({ service: service.name });

	const process = async (request: SoapRequest, root: XmlElement): Promise<Outcome> => {
		const { body, peer, addressing } = await guard(root, clock.now());
		const payload = payloadOf(body);
		const operation = operationOf(service, operations, payload);
		checkAction(service, operation, { soapAction: request.soapAction, addressing });
		await checkAddressee(service, addressing, peer === undefined ? undefined : options.ownAddresses);
		const value = operation.codec.request.decode(payload);
		const handler = (handlers as unknown as Readonly<Record<string, Handler>>)[operation.key] as Handler;
		return performOperation({ service, operation, handler, peer, log }, value);
	};

	const answer = async (request: SoapRequest): Promise<Outcome & { readonly relatesTo: string }> => {
		let relatesTo = UNSPECIFIED;
		try {
			const root = readXml(request.body);
			relatesTo = claimedMessageId(root) ?? relatesTo;
			return { ...(await process(request, root)), relatesTo };
		} catch (error) {
			log.warn({ ...codeOf(error), reason: messageOf(error) }, 'refused a message');
			const fault = faultOf(error) ?? { side: 'Server', code: 'WIRE_INTERNAL', reason: 'internal error' };
			return { status: 500, action: FAULT_ACTION, payload: faultPayload(fault), relatesTo };
		}
	};

	return async (request) => {
		if (request.method === 'GET' && /\?wsdl$/i.test(request.url)) {
			return { status: 200, contentType: XML, body: makeWsdl(service, request.host) };
		}

		if (request.method !== 'POST') {
			return { status: 405, contentType: 'text/plain; charset=utf-8', body: `${service.name} wants POST\n` };
		}

		const { status, payload, action, relatesTo } = await answer(request);
		const message = { addressing: { Action: action, RelatesTo: relatesTo }, payload };
		const body = key === undefined ? plainEnvelope(message) : signedEnvelope(key, message, clock.now());
		return { status, contentType: XML, body };
	};
}

const XML = 'text/xml; charset=utf-8';
/** WS-Addressing's word for an answer to a message whose id is unknown. */
const UNSPECIFIED = 'http://www.w3.org/2005/08/addressing/unspecified';

/** The id that the message gives itself, verified or not: it only ties the answer to it. */
function claimedMessageId(root: XmlElement): string | undefined {
	const { header } = envelopeParts(root);
	const id = header === undefined ? undefined : addressingOf(childElements(header)).MessageID;
	return id !== undefined && id.length <= 256 ? id : undefined;
}

function codeOf(error: unknown): { readonly code?: string } {
	return error instanceof EucaError ? { code: error.code } : {};
}
