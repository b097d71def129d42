import type { HttpRequest } from '../http-request.ts';
import { knownVersion } from '../steps/parse.ts';
import { NEWEST_VERSION } from '../versions.ts';
import type { WsdlFacts } from './wsdl.ts';

/**
 * What `GET /services/Eucalyptus?wsdl` asks for, with `&Version=2008-05-05` for a version other than the newest;
 * undefined for any other request. Throws PARAMETER_VALUE.
 */
export function wsdlRequest({ method, host, queryString }: HttpRequest): WsdlFacts | undefined {
	const [first = '', ...others] = queryString.split('&');
	if (method !== 'GET' || first.toLowerCase() !== 'wsdl') {
		return undefined;
	}

	const requestedVersion = new URLSearchParams(others.join('&')).get('Version') ?? NEWEST_VERSION;
	const endpoint = `http://${host}/services/Eucalyptus`;
	return { version: knownVersion(requestedVersion), requestedVersion, endpoint };
}
