/** `blocker`: the installation would fail. `warning`: it works, but not as one would wish. `info`: good to know. */
export type Severity = 'info' | 'warning' | 'blocker';

export interface FindingSpec {
	readonly severity: Severity;
	/** What was found, with `{field}` placeholders. */
	readonly found: string;
	/** Why it matters. */
	readonly why: string;
	/** What to do about it. */
	readonly fix: string;
}

/** One finding on one host, its words complete. */
export interface FindingOf<Id extends string> {
	readonly id: Id;
	readonly severity: Severity;
	readonly host: string;
	readonly found: string;
	readonly why: string;
	readonly fix: string;
}
