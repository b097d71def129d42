import type { SoapClientOptions } from '../runtime/wire/client.ts';
import { toolErrors } from './errors.ts';
import { findInstallation, type Installation, readRoleCertificates, readRoleIdentity } from './installation.ts';

/** Whose key the request needs, and whose certificate the answer. */
export interface Conversation {
	readonly signsAs: 'cloud' | 'cluster';
	readonly answers: 'cluster' | 'node';
}

/** How a test client reaches a service: with the keys of the installation unless ENABLE_WS_SECURITY is N (spec §7). */
export async function connection(
	url: string,
	{ signsAs, answers }: Conversation,
): Promise<SoapClientOptions & { readonly installation: Installation }> {
	const installation = await findInstallation();
	if (!installation.conf.ENABLE_WS_SECURITY) {
		return { url, installation, timeoutMs: 60_000 };
	}

	return {
		url,
		installation,
		timeoutMs: 60_000,
		identity: await readRoleIdentity(installation, signsAs),
		trustedCertificates: await readRoleCertificates(installation, answers),
	};
}

/** `host:port` to the address of a service. Throws TOOL_USAGE. */
export function serviceAddress(program: string, word: string, path: string): string {
	const url = `http://${word}/${path}`;
	const [, port = ''] = /^[^\s/@:]+:(\d{1,5})$/.exec(word) ?? [];
	if (port === '' || Number(port) > 65_535 || !URL.canParse(url)) {
		throw toolErrors('TOOL_USAGE', { program, problem: `${JSON.stringify(word)} is not host:port` });
	}

	return url;
}
