import type { Zone } from '../engine/zones.ts';

/** What the partial `zone-list` shows. */
export function zoneList(zones: readonly Zone[]) {
	return zones.map(({ name, up, host, capacity, nodes }) => ({
		name,
		state: up ? 'UP' : 'DOWN',
		isUp: up,
		host,
		nodes: `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}`,
		types: capacity.map(({ type, free, max }) => ({
			name: type.name,
			cores: type.cores,
			memoryMb: type.memoryMb,
			diskGb: type.diskGb,
			places: `${digits(free)}/${digits(max)}`,
			isFull: free === 0,
		})),
	}));
}

function digits(count: number): string {
	return String(count).padStart(3, '0');
}
