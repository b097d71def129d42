import type { Client, SFTPWrapper } from 'ssh2';

/** Relative to the home directory, where sftp begins. Of every shell that a machine of the field has. */
const FILES = [
	...['.bashrc', '.bash_profile', '.bash_login', '.profile', '.cshrc', '.tcshrc', '.login', '.zshenv', '.zshrc'],
	...['/etc/bash.bashrc', '/etc/bashrc', '/etc/profile', '/etc/csh.cshrc', '/etc/csh.login', '/etc/zsh/zshenv'],
];
/** As a command of its own: at the beginning, or behind what separates commands. */
const ENDS = /(^|[;&|)]|\bthen|\belse|\bdo)\s*(exit|exec|logout)\b(?!\s*[<>0-9]*[<>])/;
const LIMIT_MS = 20_000;

/**
 * The lines of start-up files that may end a shell: `.bashrc, line 2: exit 3`. Undefined where they cannot be read: only
 * a server with sftp of its own lets one look, any other starts that through the shell as well.
 */
export async function whatEndsShells(client: Client): Promise<readonly string[] | undefined> {
	const { promise, resolve } = Promise.withResolvers<readonly string[] | undefined>();
	const timer = setTimeout(() => resolve(undefined), LIMIT_MS);
	client.sftp((error, sftp) => {
		if (error !== undefined) {
			resolve(undefined);
			return;
		}

		sftp.on('close', () => resolve(undefined));
		Promise.all(FILES.map((file) => linesOf(sftp, file))).then((lines) => resolve(lines.flat()));
	});
	try {
		return await promise;
	} finally {
		clearTimeout(timer);
	}
}

function linesOf(sftp: SFTPWrapper, file: string): Promise<readonly string[]> {
	return new Promise((resolve) => {
		sftp.readFile(file, 'utf8', (error: Error | undefined, text: unknown) => {
			const lines = error === undefined ? String(text).split('\n') : [];
			resolve(lines.flatMap((line, index) => (ENDS.test(line) ? [`${file}, line ${index + 1}: ${line.trim()}`] : [])));
		});
	});
}
