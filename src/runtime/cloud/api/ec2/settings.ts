import { REGION } from '../../region.ts';

/** What an installation may choose about its EC2 interface. */
export interface Ec2Settings {
	/** The one region. */
	readonly region: string;
	/** How far a request's `Timestamp` may lie from our clock, either way, in ms. 1.1 had 5 minutes, Amazon has 15. */
	readonly timestampWindowMs: number;
	/** Longest request body in bytes. */
	readonly maxBodyBytes: number;
	/** How long a client may take to send its body, in ms. */
	readonly bodyTimeoutMs: number;
	readonly maxParameters: number;
	/** A file that remembers SOAP signatures against replay across restarts; in memory only if absent. */
	readonly replayFile?: string;
}

export const DEFAULT_SETTINGS: Ec2Settings = {
	region: REGION,
	timestampWindowMs: 15 * 60_000,
	maxBodyBytes: 1024 * 1024,
	bodyTimeoutMs: 30_000,
	maxParameters: 5000,
};
