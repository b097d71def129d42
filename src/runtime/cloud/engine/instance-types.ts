export interface InstanceType {
	readonly name: string;
	readonly cores: number;
	readonly memoryMb: number;
	readonly diskGb: number;
}

export interface InstanceTypes {
	all(): readonly InstanceType[];
	/** Also by the names of 1.1: small, medium, large (spec §3.12). */
	byName(name: string): InstanceType | undefined;
}
