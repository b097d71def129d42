import * as z from 'zod';
import { secretsFrom } from '../transport/secrets.ts';
import { type SshOptions, shareSsh } from '../transport/ssh-target.ts';
import type { CommandContext } from './command.ts';

/** What the options that commands.ts calls REACHES_HOSTS hold. */
export const sshOptions = z.object({
	acceptNewHostKeys: z.boolean().default(false),
	passphraseFile: z.string().optional(),
	sudoPasswordFile: z.string().optional(),
	legacySsh: z.boolean().optional(),
});

/** For all hosts of one run: a person is asked at most once for each thing. */
export function sshFrom(
	{ acceptNewHostKeys, legacySsh, ...files }: z.output<typeof sshOptions>,
	context: Pick<CommandContext, 'isTerminal'>,
): SshOptions {
	const ask = context.isTerminal && process.stdin.isTTY === true ? askSecretly : undefined;
	return { acceptNewHostKeys, legacySsh, shared: shareSsh(secretsFrom({ ...files, ask })) };
}

/** On standard error: what is printed may be for a program. */
async function askSecretly(question: string): Promise<string> {
	const { default: inquirer } = await import('inquirer');
	const prompt = inquirer.createPromptModule({ output: process.stderr });
	const { answer } = await prompt([{ type: 'password', name: 'answer', message: question, mask: false }]);
	return String(answer);
}
