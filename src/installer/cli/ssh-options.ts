import * as z from 'zod';
import { secretsFrom } from '../transport/secrets.ts';
import { type SshOptions, shareSsh } from '../transport/ssh-target.ts';
import type { CommandContext } from './command.ts';
import { interruptible } from './questions.ts';

export const sshUser = z.string().regex(/^[a-z_][a-z0-9_-]*$/, 'must be a user name');
export const sshPort = z.coerce.number('must be a port number').int().min(1).max(65_535);
const HOP = /^([\w.-]+@)?[A-Za-z0-9][\w.-]*(:\d+)?$/;
const hops = z
	.string()
	.transform((text) => text.split(','))
	.refine((all) => all.every((hop) => HOP.test(hop)), 'must be [user@]host[:port], commas between several');

/** What the options REACHES_HOSTS hold. */
export const sshOptions = z.object({
	sshUser: sshUser.optional(),
	sshPort: sshPort.optional(),
	identity: z.string().optional(),
	jump: hops.optional(),
	knownHosts: z.string().optional(),
	acceptNewHostKeys: z.boolean().default(false),
	passphraseFile: z.string().optional(),
	sudoPasswordFile: z.string().optional(),
	legacySsh: z.boolean().optional(),
});

/** For all hosts of one run: a person is asked at most once for each thing. */
export function sshFrom(
	{ sshUser: user, sshPort: port, passphraseFile, sudoPasswordFile, ...rest }: z.output<typeof sshOptions>,
	context: Pick<CommandContext, 'isTerminal'>,
): SshOptions {
	const ask = context.isTerminal && process.stdin.isTTY === true ? askSecretly : undefined;
	const { identity, jump, knownHosts, acceptNewHostKeys, legacySsh } = rest;
	const shared = shareSsh(secretsFrom({ passphraseFile, sudoPasswordFile, ask }));
	return { user, port, identity, jump, knownHosts, acceptNewHostKeys, legacySsh, shared };
}

/** On standard error: what is printed may be for a program. */
async function askSecretly(question: string): Promise<string> {
	const { default: inquirer } = await import('inquirer');
	const prompt = inquirer.createPromptModule({ output: process.stderr });
	const { answer } = await interruptible(() =>
		prompt([{ type: 'password', name: 'answer', message: question, mask: false }]),
	);
	return String(answer);
}
