import type { Contract, RequestOf, ResponseOf, ServiceDefinition } from './contract.ts';

export interface Identity {
	readonly certificatePem: string;
	readonly privateKeyPem: string;
}

export interface SoapClientOptions {
	/** Full URL of the service. */
	readonly url: string;
	/** Whose key signs the requests; absent when ENABLE_WS_SECURITY=N. */
	readonly identity?: Identity;
	/** The only certificates that may have signed an answer (pinning). */
	readonly trustedCertificates?: readonly string[];
	/** Default time limit of one call. Default 10 s. */
	readonly timeoutMs?: number;
}

export interface CallOptions {
	readonly correlationId?: string;
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
}

export type SoapClient<S extends ServiceDefinition> = {
	readonly [K in keyof S['operations']]: S['operations'][K] extends Contract
		? (request: RequestOf<S['operations'][K]>, call?: CallOptions) => Promise<ResponseOf<S['operations'][K]>>
		: never;
} & { close(): void };

export declare function createSoapClient<S extends ServiceDefinition>(
	service: S,
	options: SoapClientOptions,
): SoapClient<S>;
