import type { Clock } from '../../common/clock.ts';
import type { Logger } from '../../common/log.ts';
import type { Identity } from './client.ts';
import type { Contract, RequestOf, ResponseOf, ServiceDefinition } from './contract.ts';

/** A caller that this service knows: its role in words (for the fault of a wrong one) and its certificate. */
export interface TrustedPeer {
	readonly role: string;
	readonly certificatePem: string;
}

export interface CallContext {
	/** Who signed; undefined when ENABLE_WS_SECURITY=N. */
	readonly peer: TrustedPeer | undefined;
	readonly correlationId: string;
	readonly log: Logger;
}

export type Handlers<S extends ServiceDefinition> = {
	readonly [K in keyof S['operations']]: S['operations'][K] extends Contract
		? (
				request: RequestOf<S['operations'][K]>,
				context: CallContext,
			) => Promise<ResponseOf<S['operations'][K]>> | ResponseOf<S['operations'][K]>
		: never;
};

export interface SoapServiceOptions {
	/** Whose key signs the answers; absent when ENABLE_WS_SECURITY=N, which also switches verification off. */
	readonly identity?: Identity;
	/** Roles that may call. */
	readonly callers: readonly TrustedPeer[];
	/** Roles that are known but may not call: the fault names them. */
	readonly otherRoles?: readonly TrustedPeer[];
	/** Where to remember signatures against replay across restarts; in memory only if absent. */
	readonly replayFile?: string;
	readonly log: Logger;
	readonly clock?: Clock;
}

export interface SoapRequest {
	readonly method: string;
	/** Path with query: `?wsdl` answers the WSDL. */
	readonly url: string;
	readonly soapAction: string | undefined;
	readonly body: Buffer;
}

export interface SoapResponse {
	readonly status: number;
	readonly contentType: string;
	readonly body: string;
}

/** One service behind one function; any HTTP server can call it. */
export type SoapService = (request: SoapRequest) => Promise<SoapResponse>;

export declare function createSoapService<S extends ServiceDefinition>(
	service: S,
	handlers: Handlers<S>,
	options: SoapServiceOptions,
): SoapService;

/** Serves several SOAP services and `GET /axis2/services` (the list) on one listening address or socket path. */
export interface SoapServer {
	/** The port, when listening on one. */
	readonly port: number;
	close(): Promise<void>;
}

export declare function listenSoap(
	services: readonly { readonly definition: ServiceDefinition; readonly service: SoapService }[],
	where: { readonly host: string; readonly port: number } | { readonly socketPath: string },
	log: Logger,
): Promise<SoapServer>;
