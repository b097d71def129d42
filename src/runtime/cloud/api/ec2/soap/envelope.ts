import { payloadOf } from '../../../../wire/soap/envelope.ts';
import { nameOf, type XmlElement } from '../../../../wire/xml/tree.ts';
import { ec2Errors } from '../errors.ts';
import { type HttpRequest, header } from '../http-request.ts';

const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/** SOAP if there is a SOAPAction, or a body that begins with `<`; anything else is Query (spec/ec2-api §1). */
export function isSoap(http: HttpRequest): boolean {
	const first = http.body.find((byte) => !SPACE.has(byte));
	return http.method === 'POST' && (header(http, 'soapaction') !== undefined || first === 0x3c);
}

/** The action's element, and its version, which is a part of its namespace. */
export interface SoapPayload {
	readonly element: XmlElement;
	readonly action: string;
	readonly requestedVersion: string;
}

/** What a Body asks for. Throws SOAP_MALFORMED and WIRE_ENVELOPE. */
export function soapPayload(body: XmlElement): SoapPayload {
	const element = payloadOf(body);
	const [, requestedVersion] = /^http:\/\/ec2\.amazonaws\.com\/doc\/([^/]+)\/$/.exec(element.namespace) ?? [];
	if (requestedVersion === undefined) {
		throw ec2Errors('SOAP_MALFORMED', { problem: `${nameOf(element)} is not in a namespace of EC2` });
	}

	return { element, action: element.local, requestedVersion };
}

/** Throws SOAP_MALFORMED if the header names another action than the Body: a proxy would have judged the wrong one. */
export function checkSoapAction(http: HttpRequest, action: string): void {
	const named = (header(http, 'soapaction') ?? '').replace(/^"(.*)"$/, '$1').replace(/^.*[/#]/, '');
	if (named !== '' && named !== action) {
		throw ec2Errors('SOAP_MALFORMED', { problem: `SOAPAction says ${named.slice(0, 255)}, the body ${action}` });
	}
}
