import { commandLine } from './shell-quote.ts';

/** How the commands of a host get their rights. */
export type Privilege = 'login' | 'sudo' | 'sudo with password';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const ENVIRONMENT = `/usr/bin/env -i PATH=${PATH} HOME=/root LC_ALL=C`;
const SUDO: Readonly<Record<Privilege, string>> = {
	login: '',
	sudo: `/usr/bin/env PATH=${PATH} sudo -n -- `,
	// -k: without it a password that was asked for a moment ago would not be read, and go to the command instead.
	'sudo with password': `/usr/bin/env PATH=${PATH} sudo -k -S -p '' -- `,
};

/**
 * What sshd hands to the login shell, whatever that is: the same plain words for every command, which csh reads as sh
 * does. They start a /bin/sh that has an environment of ours alone and takes one line of its input as the command. `n`
 * is a line end, which no quotes of csh could hold. A line that is not ours is none: a start-up file that reads had the
 * first one then.
 */
export function loginCommand(privilege: Privilege): string {
	const shell = `/bin/sh -c 'n=\${IFS#??}; IFS= read -r c; case $c in "[ "*) eval "$c"; esac' ${OURS}`;
	return `exec ${SUDO[privilege]}${ENVIRONMENT} ${shell}`;
}

/** $0 of our shell alone: a shell that a start-up file put in its place runs none of our lines. */
const OURS = 'euca-setup';

/**
 * That line. Everything up to the marker is the login shell's: its start-up files may print what they like, on both
 * outputs, our own words among it: there the marker is in two halves.
 */
export function commandInput(
	words: readonly string[],
	marker: string,
	env: Readonly<Record<string, string>> = {},
): string {
	const variables = Object.entries(env).map(([key, value]) => `${key}=${value}`);
	const command = variables.length === 0 ? words : ['env', ...variables, ...words];
	const mark = `printf %s%s ${inHalves(marker)}`;
	const line = `[ "$0" = ${OURS} ] || exit 97;${mark};${mark} >&2;exec ${commandLine(command)}`;
	return `${line.replaceAll('\n', `'"$n"'`)}\n`;
}

/**
 * What is typed at the prompt of a login shell, in words that every shell takes alike: it becomes a /bin/sh that turns
 * the terminal into a plain pipe, says `ready-KEY`, and waits for a line that starts with the key.
 */
export function knock(key: string): string {
	const loop = `while IFS= read -r c; do case $c in ${key}*) eval "\${c#${key}}"; exit; esac; done`;
	return `exec ${ENVIRONMENT} /bin/sh -c 'stty raw -echo 2>/dev/null; k=${key}; printf %s ready-$k; ${loop}'\n`;
}

/**
 * The line for it. A terminal has no end of its input and one output for both: so many bytes of what follows are the
 * input of the command, and its errors come last, behind `end-KEY STATUS `.
 */
export function answerKnock(key: string, command: string, bytes: number): string {
	const run = `head -c ${bytes} | { (${command}) 2>"$d/errors"; echo $? >"$d/status"; } | cat`;
	const tell = `printf '%s%s %s ' end- ${key} "$(cat "$d/status")"; cat "$d/errors"`;
	return `${key}d=$(mktemp -d) || exit; trap 'rm -rf "$d"' 0; ${run}; ${tell}\n`;
}

function inHalves(marker: string): string {
	return `${marker.slice(0, 4)} ${marker.slice(4)}`;
}
