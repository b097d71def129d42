import { NS } from '../names.ts';
import { envelopeParts } from '../soap/envelope.ts';
import { childElements, childrenNamed, textOf, type XmlElement } from '../xml/tree.ts';
import { securityErrors } from './errors.ts';

/** The parts of a signed message, each found by direct children from the root, each there exactly once. */
export interface SecurityParts {
	readonly header: XmlElement;
	readonly body: XmlElement;
	readonly timestamp: XmlElement;
	readonly token: XmlElement;
	readonly signature: XmlElement;
	readonly signedInfo: XmlElement;
	readonly signatureValue: XmlElement;
	/** The `Reference` of KeyInfo's SecurityTokenReference; undefined if the token is embedded there. */
	readonly tokenReference: XmlElement | undefined;
}

/** Throws WIRE_ENVELOPE, WSS_UNSIGNED, WSS_SHAPE. */
export function securityParts(root: XmlElement): SecurityParts {
	const { header, body } = envelopeParts(root);
	if (header === undefined) {
		throw securityErrors('WSS_UNSIGNED');
	}

	const security = onlyOneIfSigned(childrenNamed(header, NS.wsse, 'Security'), 'Security header');
	const signature = onlyOneIfSigned(childrenNamed(security, NS.ds, 'Signature'), 'Signature');
	const [signedInfo, signatureValue, keyInfo] = childrenInOrder(signature, ['SignedInfo', 'SignatureValue', 'KeyInfo']);
	return {
		header,
		body,
		signature,
		signedInfo,
		signatureValue,
		timestamp: onlyChild(security, NS.wsu, 'Timestamp'),
		...tokenOf(security, keyInfo),
	};
}

/** The token stands in the Security header, or inside the reference to it ("embedded", the form of 2008). */
function tokenOf(security: XmlElement, keyInfo: XmlElement): Pick<SecurityParts, 'token' | 'tokenReference'> {
	const reference = onlyChild(keyInfo, NS.wsse, 'SecurityTokenReference');
	const content = onlyOne(childElements(reference), 'element in SecurityTokenReference');
	const direct = childrenNamed(security, NS.wsse, 'BinarySecurityToken');
	if (content.namespace === NS.wsse && content.local === 'Embedded') {
		if (direct.length > 0) {
			throw securityErrors('WSS_SHAPE', { problem: 'it holds an embedded token and another one' });
		}

		return { token: onlyChild(content, NS.wsse, 'BinarySecurityToken'), tokenReference: undefined };
	}

	if (content.namespace !== NS.wsse || content.local !== 'Reference') {
		throw securityErrors('WSS_SHAPE', {
			problem: `the key is named by ${content.local}; only Reference and Embedded are accepted`,
		});
	}

	return { token: onlyOne(direct, 'BinarySecurityToken'), tokenReference: content };
}

function childrenInOrder<const Names extends readonly string[]>(
	parent: XmlElement,
	names: Names,
): { [K in keyof Names]: XmlElement } {
	const children = childElements(parent);
	if (
		children.length !== names.length ||
		children.some((each, i) => each.namespace !== NS.ds || each.local !== names[i])
	) {
		throw securityErrors('WSS_SHAPE', { problem: `${parent.local} must hold exactly ${names.join(', ')}` });
	}

	return children as { [K in keyof Names]: XmlElement };
}

export function onlyChild(parent: XmlElement, namespace: string, local: string): XmlElement {
	return onlyOne(childrenNamed(parent, namespace, local), local);
}

/** Where there is none the message is not signed, which is another fault than one of form. */
function onlyOneIfSigned(found: readonly XmlElement[], what: string): XmlElement {
	if (found.length === 0) {
		throw securityErrors('WSS_UNSIGNED');
	}

	return onlyOne(found, what);
}

function onlyOne(found: readonly XmlElement[], what: string): XmlElement {
	const [first] = found;
	if (first === undefined || found.length > 1) {
		throw securityErrors('WSS_SHAPE', { problem: `expected exactly one ${what}, found ${found.length}` });
	}

	return first;
}

/** The bytes of a base64 value; white space is allowed, nothing else. */
export function base64Of(element: XmlElement): Buffer {
	const text = textOf(element)?.replace(/[ \t\r\n]/g, '');
	if (text === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) {
		throw securityErrors('WSS_SHAPE', { problem: `${element.local} does not hold base64` });
	}

	return Buffer.from(text, 'base64');
}
