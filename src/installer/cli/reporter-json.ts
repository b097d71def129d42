import type { Reporter } from '../messages.ts';
import type { CommandContext } from './command.ts';

/** One JSON object a line, for programs. */
export function jsonReporter({ out }: CommandContext): Reporter {
	return { notify: (message) => out(JSON.stringify(message)) };
}
