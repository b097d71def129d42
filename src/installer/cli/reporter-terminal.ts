import { Listr } from 'listr2';
import type { Message, Reporter } from '../messages.ts';
import type { CommandContext } from './command.ts';
import { groupMessages } from './group-messages.ts';
import { plainLine } from './reporter-plain.ts';

const ENDS: ReadonlySet<string> = new Set(['PHASE_DONE', 'PHASE_SKIPPED', 'PHASE_FAILED']);

interface Row {
	readonly done: Promise<string | undefined>;
	resolve(skipped?: string): void;
	reject(error: Error): void;
	/** Set while listr2 shows the row. */
	show?: ((text: string) => void) | undefined;
}

/** Who waits longer is told what for. */
const QUIET_MS = 1000;

/**
 * A moving list of phases for a person who watches; what must not be missed is printed below it at the end. It begins when
 * the first phase, which reaches the hosts, is over: questions for passphrases and passwords come in that, and a list that
 * moves would hide them.
 */
export function terminalReporter(phases: readonly { id: string; title: string }[], context: CommandContext): Reporter {
	const rows = new Map(phases.map(({ id }) => [id, newRow()]));
	const list = new Listr(
		phases.map(({ id, title }) => ({
			title,
			async task(_, task) {
				const row = rows.get(id);
				if (row !== undefined) {
					row.show = (text) => {
						task.output = text;
					};
					const skipped = await row.done;
					if (skipped !== undefined) {
						task.skip(skipped);
					}
				}
			},
		})),
		{ exitOnError: true, registerSignalListeners: false },
	);
	const [first] = phases;
	let shown: Promise<unknown> | undefined;
	const show = () => {
		clearTimeout(timer);
		shown ??= list.run().catch(() => {});
		return shown;
	};
	const timer = setTimeout(() => first !== undefined && context.err(`${first.title} ...`), QUIET_MS);
	const later: Message[] = [];
	const results: string[] = [];
	let current: Row | undefined;
	return {
		notify(message) {
			const phase = String(message.fields['phase'] ?? '');
			current = rows.get(phase) ?? current;
			follow(message, current);
			if (phase !== '' && (phase !== first?.id || ENDS.has(message.code))) {
				show();
			}

			if (message.level === 'result') {
				results.push(message.text);
			} else if (isWorthKeeping(message)) {
				later.push(message);
			}
		},
		async close() {
			for (const row of rows.values()) {
				row.reject(new Error('not reached'));
			}

			await show();
			groupMessages(later).forEach((message) => {
				context.err(plainLine(message) ?? message.text);
			});
			results.forEach(context.out);
		},
	};
}

function newRow(): Row {
	const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
	promise.catch(() => {}); // a row that is never reached is nobody's fault
	return { done: promise, resolve, reject };
}

function follow(message: Message, row: Row | undefined): void {
	if (message.code === 'PHASE_DONE') {
		row?.resolve();
	} else if (message.code === 'PHASE_SKIPPED') {
		row?.resolve(message.text);
	} else if (message.code === 'PHASE_FAILED') {
		row?.reject(new Error(message.text));
	} else {
		row?.show?.(message.host === undefined ? message.text : `${message.host}: ${message.text}`);
	}
}

function isWorthKeeping({ level, code }: Message): boolean {
	return level === 'warning' || level === 'error' ? code !== 'PHASE_FAILED' : code === 'RESUMED';
}
