export interface Figure {
	readonly what: string;
	readonly unit: 'ms' | 's' | 'MiB';
	readonly ours: number;
	/** What it should not exceed. */
	readonly aim: number;
	/** Somebody else's, measured in the same run; or in words why there is none. */
	readonly peer: { readonly name: string; readonly value: number } | string;
}

/** One line per figure: ours, the aim, the peer's, and peer ÷ ours. Misses the aim: exit status 1. */
export function report(figures: readonly Figure[]): void {
	for (const { what, unit, ours, aim, peer } of figures) {
		const compared =
			typeof peer === 'string'
				? `no peer: ${peer}`
				: `${peer.name} ${rounded(peer.value)} ${unit}, ratio ${rounded(peer.value / ours)}`;
		console.log(
			`${what}: ${rounded(ours)} ${unit} (aim ${rounded(aim)} ${unit}${ours <= aim ? '' : ', MISSED'}); ${compared}`,
		);
		if (ours > aim) {
			process.exitCode = 1;
		}
	}
}

export function median(values: readonly number[]): number {
	return percentile(values, 50);
}

export function percentile(values: readonly number[], percent: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

function rounded(value: number): string {
	return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
