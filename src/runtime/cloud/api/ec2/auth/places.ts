/** A host and a path that a client may have signed. */
export interface SignedPlace {
	readonly host: string;
	readonly path: string;
}

/**
 * Clients disagree about the host and the path they sign (spec/ec2-api §4.4); all these were seen, the plain reading
 * first. A signature for one place fits this service and no other, as the host is always part of it.
 */
export function signedPlaces(hostHeader: string, requestedPath: string): readonly SignedPlace[] {
	const hosts = new Set([hostHeader, hostHeader.replace(/:\d+$/, '')]);
	const bare = requestedPath.replace(/\/$/, '');
	const paths = new Set([requestedPath, bare === '' ? '/' : bare, `${bare}/`, '/']);
	return [...paths].flatMap((path) => [...hosts].map((host) => ({ host, path })));
}
