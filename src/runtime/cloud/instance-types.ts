import type { InstanceType, InstanceTypes } from './engine/instance-types.ts';

/** In order: each is at least as large as the one before in every respect (spec §3.12). */
const TYPES: readonly InstanceType[] = [
	{ name: 'm1.small', cores: 1, memoryMb: 128, diskGb: 10 },
	{ name: 'c1.medium', cores: 1, memoryMb: 256, diskGb: 10 },
	{ name: 'm1.large', cores: 2, memoryMb: 512, diskGb: 10 },
	{ name: 'm1.xlarge', cores: 2, memoryMb: 1024, diskGb: 20 },
	{ name: 'c1.xlarge', cores: 4, memoryMb: 2048, diskGb: 20 },
];

/** The names of 1.1. */
const ALIASES: Readonly<Record<string, string>> = { small: 'm1.small', medium: 'c1.medium', large: 'm1.large' };

export const DEFAULT_INSTANCE_TYPE = 'm1.small';

export const instanceTypes: InstanceTypes = {
	all: () => TYPES,
	byName(name) {
		const meant = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
		return TYPES.find((type) => type.name === meant);
	},
};
