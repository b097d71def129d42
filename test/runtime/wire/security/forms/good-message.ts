import { beforeAll } from 'vitest';
import type { Identity } from '../../../../../src/runtime/wire/client.ts';
import { makeIdentities } from '../../identities.ts';
import { requestSignedBy } from '../message.ts';

export const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const DS = 'http://www.w3.org/2000/09/xmldsig#';

/** What is made of the good message before its owner signs it again. */
export type Change = (message: string) => string;

/** A rightly signed message and its owner, made before the tests of a file. */
export function useGoodMessage() {
	const made: { signer: Identity; message: string } = {
		signer: { certificatePem: '', privateKeyPem: '' },
		message: '',
	};
	beforeAll(async () => {
		made.signer = (await makeIdentities()).cluster;
		made.message = requestSignedBy(made.signer);
	});
	return made;
}

const part = (message: string, pattern: RegExp) => pattern.exec(message)?.[0] ?? '';
export const tokenOf = (m: string) => part(m, /<wsse:BinarySecurityToken .*<\/wsse:BinarySecurityToken>/);
export const timestampOf = (m: string) => part(m, /<wsu:Timestamp .*<\/wsu:Timestamp>/);
export const signatureOf = (m: string) => part(m, /<ds:Signature .*<\/ds:Signature>/);
export const keyInfoOf = (m: string) => part(m, /<ds:KeyInfo>.*<\/ds:KeyInfo>/);
export const referenceOf = (m: string, id: string) =>
	part(m, new RegExp(`<ds:Reference URI="#${id}">.*?</ds:Reference>`));

export const times =
	(created: string, expires: string): Change =>
	(m) =>
		m.replace(
			/<wsu:Created>.*<\/wsu:Expires>/,
			`<wsu:Created>${created}</wsu:Created><wsu:Expires>${expires}</wsu:Expires>`,
		);

/** So many prefixes, and the element that lists them. */
export const prefixes = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`).join(' ');
export const prefixList = (list: string) => `<c:InclusiveNamespaces xmlns:c="${EXC}" PrefixList="${list}"/>`;
