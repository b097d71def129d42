const TOLD = /the time of the server is (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** The time that a refusal of an old message tells, in milliseconds since 1970; NaN if it tells none. */
export function serverTimeIn(text: string): number {
	return Date.parse(TOLD.exec(text)?.[1] ?? '');
}
