import type { Message, Reporter } from '../messages.ts';
import type { CommandContext } from './command.ts';
import { groupMessages } from './group-messages.ts';

/** How long messages of hosts may wait for others like them. */
const WAIT_MS = 3000;

/**
 * A line per message, for pipes, logs and small terminals. Results to `out`, the rest to `err`. What many hosts say alike
 * within a phase is one line; errors wait for nobody.
 */
export function plainReporter({ out, err }: CommandContext): Reporter {
	let waiting: Message[] = [];
	let timer: NodeJS.Timeout | undefined;
	const print = (message: Message) => {
		const line = plainLine(message);
		if (line !== undefined) {
			(message.level === 'result' ? out : err)(line);
		}
	};
	const flush = () => {
		clearTimeout(timer);
		timer = undefined;
		groupMessages(waiting).forEach(print);
		waiting = [];
	};
	return {
		notify(message) {
			if (message.host === undefined || message.level === 'error') {
				flush();
				print(message);
				return;
			}

			waiting.push(message);
			timer ??= setTimeout(flush, WAIT_MS);
		},
		close: async () => flush(),
	};
}

/** Undefined for what only the curious want to know. */
export function plainLine({ code, level, host, text }: Message): string | undefined {
	if (level === 'debug') {
		return undefined;
	}

	if (code === 'PHASE_STARTED' || code === 'PHASE_SKIPPED') {
		return `== ${text}`;
	}

	if (code === 'PHASE_DONE') {
		return undefined;
	}

	const mark = level === 'error' ? 'ERROR: ' : level === 'warning' ? 'warning: ' : '';
	const prefix = host === undefined ? '' : `${host}: `;
	const own = prefix !== '' && text.startsWith(prefix) ? text.slice(prefix.length) : text;
	return `${prefix === '' ? '' : `   ${prefix}`}${mark}${own.replaceAll('\n', '\n      ')}`;
}
