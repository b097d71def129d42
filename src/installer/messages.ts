/** How loud a message is. `result` is what a program that reads us waits for. */
export type Level = 'debug' | 'info' | 'warning' | 'error' | 'result';

interface MessageSpec {
	readonly level: Level;
	/** With placeholders: `{field}`, or `{field noun}` for a count, which reads `0 nouns`, `1 noun`. */
	readonly text: string;
}

/** Everything the core ever says. The code is the contract; the wording may change. */
export const MESSAGES = {
	PHASE_STARTED: { level: 'info', text: '{title}' },
	PHASE_DONE: { level: 'info', text: '{title}: {changes change}, {seconds} s' },
	PHASE_SKIPPED: { level: 'info', text: '{title}: skipped, {why}' },
	PHASE_FAILED: { level: 'error', text: '{title}: failed after {seconds} s' },
	CHANGE_PLANNED: { level: 'info', text: 'would {sentence}' },
	CHANGE_STARTED: { level: 'debug', text: '{sentence}' },
	CHANGE_DONE: { level: 'info', text: '{sentence}' },
	DIFFERENCE: { level: 'info', text: 'difference of {path}\n{diff}' },
	HAND_EDIT_KEPT: {
		level: 'warning',
		text: '{path} was edited by hand and is kept; the site would have it as follows\n{diff}',
	},
	HAND_EDIT_MERGED: { level: 'info', text: '{path}: {keys} set by hand, kept' },
	FINDING: { level: 'warning', text: '{found} ({id}). {why} {fix}' },
	BLOCKER: { level: 'error', text: '{found} ({id}). {why} {fix}' },
	RESUMED: { level: 'info', text: 'going on where the run of {since} was interrupted (after: {last})' },
	NOT_TOLD: {
		level: 'info',
		text: 'could not note how this run ended: what "euca-setup status" says of it there is right again after the next "euca-setup apply" of all hosts',
	},
	HOST_KEY_RECORDED: {
		level: 'warning',
		text: 'its ssh host key {fingerprint} ({type}) was unknown and is recorded now',
	},
	WARNING: { level: 'warning', text: '{text}' },
	STALE_PROGRAMS: {
		level: 'warning',
		text: 'the sources of this checkout changed since its programs were built: "npm run build" (or "make build") makes what would be installed the same again',
	},
	NOTE: { level: 'info', text: '{text}' },
	WAITING: { level: 'debug', text: 'waiting for {what}' },
	HOST_FAILED: { level: 'error', text: '{problem}' },
	CHECK_PASSED: { level: 'info', text: '{what}' },
	CHECK_FAILED: { level: 'error', text: '{what}: {problem}' },
	LEFT_BEHIND: { level: 'error', text: 'left behind: {kind} {name}' },
	PLAN_RESULT: { level: 'result', text: '{changes change} pending on {hosts host}' },
	APPLY_RESULT: { level: 'result', text: '{changes change} on {hosts host} in {seconds} s' },
	NEXT_STEP: { level: 'result', text: '{text}' },
} as const satisfies Record<string, MessageSpec>;

export type MessageCode = keyof typeof MESSAGES;

export interface Message {
	readonly code: MessageCode;
	readonly level: Level;
	readonly host?: string;
	readonly fields: Readonly<Record<string, string | number>>;
	/** The text with its fields filled in, for people. */
	readonly text: string;
}

/** Who listens: a terminal, a pipe, a program, or nobody. The core never prints. */
export interface Reporter {
	notify(message: Message): void;
	/** Called once at the end; a renderer that redraws finishes here. */
	close?(): Promise<void>;
}

export const silentReporter: Reporter = { notify: () => {} };

export function message(
	code: MessageCode,
	fields: Readonly<Record<string, string | number>> = {},
	host?: string,
): Message {
	const { level, text } = MESSAGES[code];
	return {
		code,
		level,
		...(host === undefined ? {} : { host }),
		fields,
		text: text.replace(/\{(\w+)(?: (\w+))?\}/g, (whole, name: string, noun?: string) =>
			name in fields ? `${fields[name]}${noun === undefined ? '' : ` ${noun}${fields[name] === 1 ? '' : 's'}`}` : whole,
		),
	};
}
