import type { KeyAndCertificate } from '../../../../../../src/common/certificate.ts';
import { readIdentity } from '../../../../../../src/runtime/wire/security/identity.ts';
import { signedEnvelope } from '../../../../../../src/runtime/wire/security/sign.ts';

/** A signed message around a payload, whose attributes must be in canonical order. */
export function signSoap(payload: string, identity: KeyAndCertificate, now = Date.now()): string {
	const canonical = payload.replace(/<([\w:]+)([^<>]*)\/>/g, '<$1$2></$1>');
	return signedEnvelope(readIdentity(identity), { addressing: {}, payload: canonical }, now);
}
