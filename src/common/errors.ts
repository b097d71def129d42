/** Who has to act on an error: the user who asked, the operator of the cloud, or the people who wrote this. */
export type Actor = 'user' | 'operator' | 'us';

export interface ErrorSpec {
	/** One sentence with `{name}` placeholders: what, where, why. */
	readonly text: string;
	readonly who: Actor;
	/** What to do next, with the same placeholders. */
	readonly next?: string;
}

export type ErrorValues = Readonly<Record<string, string | number | boolean>>;

/** The one error class: a code of a catalogue, the values that fill its text, and the cause. */
export class EucaError extends Error {
	override readonly name = 'EucaError';
	readonly code: string;
	readonly who: Actor;
	readonly next: string | undefined;
	readonly values: ErrorValues;

	constructor(code: string, spec: ErrorSpec, values: ErrorValues = {}, options?: ErrorOptions) {
		super(fill(spec.text, values), options);
		this.code = code;
		this.who = spec.who;
		this.next = spec.next === undefined ? undefined : fill(spec.next, values);
		this.values = values;
	}
}

/**
 * Makes the only way to create errors of one area: `const fail = errorCatalogue({CODE: {text, who, next}})`,
 * then `throw fail('CODE', {host}, {cause})`.
 */
export function errorCatalogue<const T extends Readonly<Record<string, ErrorSpec>>>(specs: T) {
	return Object.assign(
		(code: keyof T & string, values: ErrorValues = {}, options?: ErrorOptions): EucaError =>
			new EucaError(code, specs[code] as ErrorSpec, values, options),
		{ specs: specs as Readonly<Record<string, ErrorSpec>> },
	);
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** What a person reads: message, then the next step, then those of the causes that the message does not hold already. */
export function describeError(error: unknown): string {
	const lines = [messageOf(error)];
	if (error instanceof EucaError && error.next !== undefined) {
		lines.push(`  what to do: ${error.next}`);
	}

	for (let cause = error instanceof Error ? error.cause : undefined; cause !== undefined; ) {
		const why = messageOf(cause);
		if (!lines.some((line) => line.includes(why))) {
			lines.push(`  because: ${why}`);
		}

		cause = cause instanceof Error ? cause.cause : undefined;
	}

	return lines.join('\n');
}

function fill(text: string, values: ErrorValues): string {
	return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
