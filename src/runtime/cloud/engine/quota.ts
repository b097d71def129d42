/** No number: no limit. */
export interface Quota {
	readonly instances: number | undefined;
	readonly cores: number | undefined;
	readonly memoryMb: number | undefined;
	readonly keyPairs: number | undefined;
}

export const NO_QUOTA: Quota = {
	instances: undefined,
	cores: undefined,
	memoryMb: undefined,
	keyPairs: undefined,
};
