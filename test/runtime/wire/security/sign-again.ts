import { createHash, createPrivateKey, sign } from 'node:crypto';
import type { Identity } from '../../../../src/runtime/wire/client.ts';
import { canonicalXml } from '../../../../src/runtime/wire/xml/canonical.ts';
import { readXml } from '../../../../src/runtime/wire/xml/read-xml.ts';
import { attributeOf, childElements, type XmlElement } from '../../../../src/runtime/wire/xml/tree.ts';

const DS = 'http://www.w3.org/2000/09/xmldsig#';

/**
 * A changed message with right digests and a right signature of this key: what its owner may send, however odd its form.
 * Digests are made over the first element of each Id.
 */
export function signAgain(document: string, identity: Identity): string {
	const root = readXml(document);
	const all = [...descendants(root)];
	const targetOf = (uri: string | undefined) =>
		all.find((each) => each.attributes.some(({ local, value }) => local === 'Id' && `#${value}` === uri));
	const digests = all
		.filter((each) => each.local === 'Reference' && each.namespace === DS)
		.map((reference) => {
			const target = targetOf(attributeOf(reference, '', 'URI'));
			const prefixes = [...descendants(reference)].flatMap((each) => attributeOf(each, '', 'PrefixList') ?? []);
			const hash = [...descendants(reference)].some((each) => attributeOf(each, '', 'Algorithm') === `${DS}sha1`);
			const bytes = target === undefined ? '' : canonicalXml(target, prefixes.join(' ').split(' ').filter(Boolean));
			return createHash(hash ? 'sha1' : 'sha256')
				.update(bytes)
				.digest('base64');
		});
	const digested = document.replace(/(<ds:DigestValue>)[^<]*/g, (_, tag: string) => tag + (digests.shift() ?? ''));
	const signedInfo = [...descendants(readXml(digested))].find((each) => each.local === 'SignedInfo');
	if (signedInfo === undefined) {
		throw new Error('the message has no SignedInfo');
	}

	const hash = digested.includes(`SignatureMethod Algorithm="${DS}rsa-sha1"`) ? 'sha1' : 'sha256';
	const method = childElements(signedInfo)[0];
	const list = method === undefined ? undefined : childElements(method)[0];
	const prefixes = list === undefined ? [] : (attributeOf(list, '', 'PrefixList') ?? '').split(' ');
	const value = sign(hash, Buffer.from(canonicalXml(signedInfo, prefixes)), createPrivateKey(identity.privateKeyPem));
	return digested.replace(/(<ds:SignatureValue>)[^<]*/, (_, tag: string) => tag + value.toString('base64'));
}

function* descendants(element: XmlElement): Generator<XmlElement> {
	yield element;
	for (const child of childElements(element)) {
		yield* descendants(child);
	}
}
