import type { Clock } from '../../../common/clock.ts';
import type { Logger } from '../../../common/log.ts';
import type { Contract, RequestOf, ResponseOf, ServiceDefinition } from '../contract.ts';
import type { Identity } from '../security/identity.ts';
import type { OwnAddresses } from './own-addresses.ts';

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
	/**
	 * Whether a signed message addressed to a URL (wsa:To) is meant for this host. Without it only the path is compared,
	 * and a message recorded on its way to one host could be played to another that knows the same caller.
	 */
	readonly ownAddresses?: OwnAddresses;
	readonly log: Logger;
	readonly clock?: Clock;
}

export interface SoapRequest {
	readonly method: string;
	/** Path with query: `?wsdl` answers the WSDL. */
	readonly url: string;
	readonly soapAction: string | undefined;
	readonly body: Buffer;
	/** The Host header, for the address in the WSDL. */
	readonly host?: string;
}

export interface SoapResponse {
	readonly status: number;
	readonly contentType: string;
	readonly body: string;
}

/** One service behind one function; any HTTP server can call it. */
export type SoapService = (request: SoapRequest) => Promise<SoapResponse>;
