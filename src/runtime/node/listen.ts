import { nodeErrors } from './errors.ts';
import type { NodeOptions } from './start-node.ts';

/** `HOST:PORT`, or the socket that Apache passes requests on to. Throws LISTEN. */
export function parseListen(text: string | undefined, socketPath: string): NodeOptions['listen'] {
	if (text === undefined) {
		return { socketPath };
	}

	const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
	if (host === undefined || port === undefined || Number(port) > 65_535) {
		throw nodeErrors('LISTEN', { text });
	}

	return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}
