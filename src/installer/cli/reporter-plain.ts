import type { Message, Reporter } from '../messages.ts';
import type { CommandContext } from './command.ts';

/** A line per message, for pipes, logs and small terminals. Results to `out`, the rest to `err`. */
export function plainReporter({ out, err }: CommandContext): Reporter {
	return {
		notify(message) {
			const line = plainLine(message);
			if (line !== undefined) {
				(message.level === 'result' ? out : err)(line);
			}
		},
	};
}

/** Undefined for what only the curious want to know. */
export function plainLine({ code, level, host, text }: Message): string | undefined {
	if (level === 'debug') {
		return undefined;
	}

	if (code === 'PHASE_STARTED') {
		return `== ${text}`;
	}

	if (code === 'PHASE_DONE') {
		return undefined;
	}

	const mark = level === 'error' ? 'ERROR: ' : level === 'warning' ? 'warning: ' : '';
	return `${host === undefined ? '' : `   ${host}: `}${mark}${text.replaceAll('\n', '\n      ')}`;
}
