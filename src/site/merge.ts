/** Data of a site file before it is checked. */
export type SiteData = Readonly<Record<string, unknown>>;

/**
 * Lays what a person wrote over what the probe found: objects key by key, anything else (lists too) as a whole.
 * An explicit null takes a found value away.
 */
export function mergeSite(found: SiteData, written: SiteData): SiteData {
	const merged: Record<string, unknown> = { ...found };
	for (const [key, value] of Object.entries(written)) {
		const below = merged[key];
		if (value === null) {
			delete merged[key];
		} else if (value !== undefined) {
			merged[key] = isObject(value) && isObject(below) && sameKind(value, below) ? mergeSite(below, value) : value;
		}
	}

	return merged;
}

/** Two networks of different modes have no keys in common: the written one replaces the found one. */
function sameKind(left: SiteData, right: SiteData): boolean {
	return left['mode'] === undefined || left['mode'] === right['mode'];
}

function isObject(value: unknown): value is SiteData {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
