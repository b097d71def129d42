import type { CommandContext } from './command.ts';
import { interruptible } from './questions.ts';

/** Asks a person; where none is, the answer is no and says how to have it otherwise. */
export async function confirmed(question: string, context: CommandContext): Promise<boolean> {
	if (!context.isTerminal || process.stdin.isTTY !== true) {
		context.err(`${question} Nobody can be asked here, so nothing was changed; add --yes to go on.`);
		return false;
	}

	const { default: inquirer } = await import('inquirer');
	const { answer } = await interruptible(() =>
		inquirer.prompt([{ type: 'confirm', name: 'answer', message: question, default: false }]),
	);
	return answer === true;
}
