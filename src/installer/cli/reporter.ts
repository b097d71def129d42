import type { Reporter } from '../messages.ts';
import type { CommandContext } from './command.ts';
import { jsonReporter } from './reporter-json.ts';
import { plainReporter } from './reporter-plain.ts';

export interface ReporterChoice {
	readonly json: boolean;
	/** The phases that a moving list would show; without them lines are printed on a terminal too. */
	readonly phases?: readonly { id: string; title: string }[];
}

/** JSON lines for programs, a moving list on a terminal, plain lines elsewhere. */
export async function reporterFor({ json, phases }: ReporterChoice, context: CommandContext): Promise<Reporter> {
	if (json) {
		return jsonReporter(context);
	}

	if (phases !== undefined && context.isTerminal) {
		const { terminalReporter } = await import('./reporter-terminal.ts');
		return terminalReporter(phases, context);
	}

	return plainReporter(context);
}
