import { clusterErrors } from './errors.ts';

/** `127.0.0.1:8774` as host and port. Throws SETTING_WRONG. */
export function listenAddress(text: string): { readonly host: string; readonly port: number } {
	const [, host, port] = /^([^:\s]+):(\d{1,5})$/.exec(text) ?? [];
	if (host === undefined || Number(port) > 65_535) {
		throw clusterErrors('SETTING_WRONG', { key: '--listen', problem: `${text} is not HOST:PORT` });
	}

	return { host, port: Number(port) };
}
