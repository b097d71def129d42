import type { Identity } from '../../../../src/runtime/wire/client.ts';
import { readCertificate, readIdentity } from '../../../../src/runtime/wire/security/identity.ts';
import { signedEnvelope } from '../../../../src/runtime/wire/security/sign.ts';
import { type VerifyOptions, verifyMessage } from '../../../../src/runtime/wire/security/verify.ts';
import { readXml } from '../../../../src/runtime/wire/xml/read-xml.ts';

export const NOW = Date.parse('2026-11-23T12:00:00Z');
export const PAYLOAD =
	'<e:ncTerminateInstance xmlns:e="http://eucalyptus.ucsb.edu/"><e:userId>alice</e:userId><e:instanceId>i-3C5F0702</e:instanceId></e:ncTerminateInstance>';

/** A request of the cluster controller to a node. */
export function requestSignedBy(identity: Identity, now = NOW, payload = PAYLOAD): string {
	const addressing = {
		To: 'http://node7:8775/axis2/services/EucalyptusNC',
		Action: 'EucalyptusNC#ncTerminateInstance',
		MessageID: 'urn:uuid:5d0e3b52-0000-4000-8000-000000000001',
	};
	return signedEnvelope(readIdentity(identity), { addressing, payload }, now);
}

/** Verifies with this certificate as the only known one. */
export function verifyWith(certificatePem: string, document: string, options: Partial<VerifyOptions<string>> = {}) {
	const known = readCertificate(certificatePem);
	return verifyMessage(readXml(document), {
		now: NOW,
		findPeer: (fingerprint) =>
			fingerprint === known.fingerprint ? { peer: 'known', publicKey: known.publicKey } : undefined,
		...options,
	});
}

/** The code of the refusal, or `accepted`. */
export async function verdict(
	certificatePem: string,
	document: string,
	options: Partial<VerifyOptions<string>> = {},
): Promise<unknown> {
	try {
		await verifyWith(certificatePem, document, options);
		return 'accepted';
	} catch (error) {
		return (error as { code?: unknown }).code ?? error;
	}
}

/** Replaces exactly one occurrence, and fails if there is none: an attack that changes nothing proves nothing. */
export function edit(document: string, from: string | RegExp, to: string | ((...parts: string[]) => string)): string {
	const changed = typeof to === 'string' ? document.replace(from, () => to) : document.replace(from, to);
	if (changed === document) {
		throw new Error(`${String(from)} is not in the message`);
	}

	return changed;
}
