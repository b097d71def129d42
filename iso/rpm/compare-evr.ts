/**
 * Compares `[epoch:]version[-release]` as rpm does: below 0 if the first is older, above 0 if it is newer. A release counts
 * only where both name one.
 */
export function compareEvr(first: string, second: string): number {
	const [a, b] = [parts(first), parts(second)];
	return (
		Number(a.epoch) - Number(b.epoch) ||
		compareVersions(a.version, b.version) ||
		(a.release === undefined || b.release === undefined ? 0 : compareVersions(a.release, b.release))
	);
}

function parts(evr: string) {
	const [, epoch = '0', version = '', release] = /^(?:(\d+):)?([^-]*)(?:-(.*))?$/.exec(evr) ?? [];
	return { epoch, version, release };
}

/** Run by run of digits or letters; a number is newer than letters, and who has more of them is newer. */
function compareVersions(first: string, second: string): number {
	const [a, b] = [first, second].map((version) => version.match(/\d+|[A-Za-z]+/g) ?? []);
	for (const [at, left] of (a ?? []).entries()) {
		const right = b?.[at];
		const order = right === undefined ? 1 : compareRuns(left, right);
		if (order !== 0) {
			return order;
		}
	}

	return (a?.length ?? 0) - (b?.length ?? 0);
}

function compareRuns(left: string, right: string): number {
	const [isNumber, isOther] = [left, right].map((run) => /^\d/.test(run));
	if (isNumber !== isOther) {
		return isNumber ? 1 : -1;
	}

	return isNumber ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0;
}
