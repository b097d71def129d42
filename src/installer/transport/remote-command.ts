import { commandLine } from './shell-quote.ts';

/** How the commands of a host get their rights. */
export type Privilege = 'login' | 'sudo' | 'sudo with password';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const SUDO: Readonly<Record<Privilege, string>> = {
	login: '',
	sudo: 'sudo -n -- ',
	// -k: without it a password that was asked for a moment ago would not be read, and go to the command instead.
	'sudo with password': "sudo -k -S -p '' -- ",
};

/**
 * What sshd hands to the login shell, whatever that is: the same plain words for every command, which csh reads as sh
 * does. They start a /bin/sh that has an environment of ours alone and takes one line of its input as the command. `n`
 * is a line end, which no quotes of csh could hold.
 */
export function loginCommand(privilege: Privilege): string {
	const environment = `env -i PATH=${PATH} HOME=/root LC_ALL=C`;
	return `exec ${SUDO[privilege]}${environment} /bin/sh -c 'n=\${IFS#??}; IFS= read -r c; eval "$c"'`;
}

/**
 * That line. Everything up to the marker is the login shell's: its start-up files may print what they like, on both
 * outputs.
 */
export function commandInput(
	words: readonly string[],
	marker: string,
	env: Readonly<Record<string, string>> = {},
): string {
	const variables = Object.entries(env).map(([key, value]) => `${key}=${value}`);
	const command = variables.length === 0 ? words : ['env', ...variables, ...words];
	const line = `printf %s ${marker};printf %s ${marker} >&2;exec ${commandLine(command)}`;
	return `${line.replaceAll('\n', `'"$n"'`)}\n`;
}
