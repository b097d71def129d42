import { createHmac, X509Certificate } from 'node:crypto';
import { canonicalXml } from '../../../../../src/runtime/wire/xml/canonical.ts';
import { readXml } from '../../../../../src/runtime/wire/xml/read-xml.ts';
import { childElements, type XmlElement } from '../../../../../src/runtime/wire/xml/tree.ts';
import { signAgain } from '../sign-again.ts';
import { DS, forgedBody, type Recorded, type Variant } from './recorded.ts';

/** HMAC with what everybody knows as its secret: verifiers that take the algorithm from the message fall for it. */
export function hmacs(recorded: Recorded): readonly Variant[] {
	const { victim } = recorded;
	const forged = forgedBody(recorded);
	const { raw, publicKey } = new X509Certificate(victim.certificatePem);
	const secrets = {
		'the certificate': raw,
		'its text': Buffer.from(victim.certificatePem),
		'the public key': publicKey.export({ type: 'spki', format: 'der' }),
	};
	return Object.entries(secrets).flatMap(([what, secret]) =>
		(['sha1', 'sha256'] as const).map((hash) => {
			const method = hash === 'sha1' ? `${DS}hmac-sha1` : 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256';
			const named = signAgain(
				forged.replace(/(<ds:SignatureMethod Algorithm=")[^"]*/, (_, start: string) => start + method),
				victim,
			);
			const signedInfo = find(readXml(named), 'SignedInfo');
			const value = createHmac(hash, secret).update(canonicalXml(signedInfo)).digest('base64');
			return {
				name: `HMAC with ${hash} and ${what} as the secret`,
				document: named.replace(/(<ds:SignatureValue>)[^<]*/, (_, tag: string) => tag + value),
				codes: ['WSS_FORBIDDEN_ALGORITHM'],
			};
		}),
	);
}

function find(root: XmlElement, local: string): XmlElement {
	const all = [root];
	for (const each of all) {
		if (each.local === local) {
			return each;
		}

		all.push(...childElements(each));
	}

	throw new Error(`no ${local}`);
}
