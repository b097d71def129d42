import { randomBytes } from 'node:crypto';
import pLimit from 'p-limit';
import { EucaError, messageOf } from '../../common/errors.ts';
import { installerErrors } from '../errors.ts';
import type { ExecOptions } from './host.ts';
import { commandInput, loginCommand, type Privilege } from './remote-command.ts';
import type { Answer } from './ssh-channel.ts';
import { type Connection, connectSsh } from './ssh-connect.ts';
import { session } from './ssh-session.ts';
import { type SshTarget, shareSsh } from './ssh-target.ts';
import { terminalSession } from './ssh-terminal.ts';
import { whatEndsShells } from './start-up-files.ts';

export type ShellOptions = ExecOptions & {
	/** A file of this machine as the input. */
	readonly stream?: string;
	/** Called when the command begins, with how long the host took to start a shell for it. */
	readonly onBegin?: ((ms: number) => void) | undefined;
};

/** Runs commands as root on one host: one connection, opened when it is first needed. */
export interface SshShell {
	/** `what` is named in errors. The exit code is one of those asked for. */
	run(words: readonly string[], what: string, options?: ShellOptions): Promise<Answer>;
	close(): Promise<void>;
}

/** OpenSSH lets ten sessions through on one connection; two are left for the operator's own use of a shared one. */
const SESSIONS = 8;

export function sshShell(plain: SshTarget): SshShell {
	const target = { ...plain, shared: plain.shared ?? shareSsh() };
	const { name } = target;
	const limit = pLimit(SESSIONS);
	let connecting: Promise<Connection> | undefined;
	let privilege: Privilege | undefined;
	let way = session;
	let withoutTerminal: Answer | undefined;
	const attempt = async (connection: Connection, words: readonly string[], as: Privilege, options: ShellOptions) => {
		const marker = randomBytes(8).toString('hex');
		const password = as === 'sudo with password' ? `${await passwordFor(target, connection.user)}\n` : '';
		const preface = `${password}${commandInput(words, marker, options.env)}`;
		const { client, lost } = connection;
		return limit(() => {
			const asked = performance.now();
			const onBegin = () => options.onBegin?.(performance.now() - asked);
			return way(client, { ...options, onBegin, command: loginCommand(as), preface, marker, lost });
		});
	};
	const begin = async (words: readonly string[], options: ShellOptions): Promise<Answer> => {
		connecting ??= target.shared.connecting(() => connectSsh(target));
		const connection = await connecting;
		const lost = connection.lost();
		if (lost !== undefined) {
			throw installerErrors('HOST_LOST', { host: name, problem: lost.message }, { cause: lost });
		}

		privilege ??= connection.user === 'root' ? 'login' : 'sudo';
		let answer = await attempt(connection, words, privilege, options);
		if (!answer.began && !SUDO.test(answer.stderr)) {
			withoutTerminal ??= answer;
			way = terminalSession;
			answer = await attempt(connection, words, privilege, options);
		}

		if (!answer.began && privilege === 'sudo' && PASSWORD_WANTED.test(answer.stderr)) {
			privilege = 'sudo with password';
			return attempt(connection, words, privilege, options);
		}

		return answer;
	};
	return {
		async run(words, what, options = {}) {
			const answer = await begin(words, options).catch((error: unknown) => {
				throw error instanceof EucaError ? error : failed(name, what, messageOf(error), error);
			});
			if (!answer.began) {
				throw await notBegun(name, connecting === undefined ? undefined : await connecting, answer, withoutTerminal);
			}

			if (!(options.okCodes ?? [0]).includes(answer.exitCode)) {
				throw failed(name, what, `status ${answer.exitCode}: ${lastLines(answer)}`);
			}

			return answer;
		},
		async close() {
			(await connecting?.catch(() => undefined))?.close();
		},
	};
}

const SUDO = /\bsudo(ers)?\b/;
const PASSWORD_WANTED = /password is required|no askpass|a terminal is required to read the password/;
const PASSWORD_WRONG = /incorrect password|no password was provided|try again/;

async function passwordFor({ name, shared = shareSsh() }: SshTarget, user: string): Promise<string> {
	const password = await shared.secrets.sudoPassword(user);
	if (password === undefined) {
		throw installerErrors('SUDO_PASSWORD', { host: name, user });
	}

	return password;
}

/** Nothing of ours has run: sudo refused, or a start-up file of the login shell ended it. */
async function notBegun(
	host: string,
	connection: Connection | undefined,
	answer: Answer,
	withoutTerminal: Answer | undefined,
): Promise<EucaError> {
	const problem = lastLines(answer);
	const user = connection?.user ?? '';
	if (PASSWORD_WRONG.test(answer.stderr)) {
		return installerErrors('SUDO_PASSWORD_WRONG', { host, user });
	}

	if (SUDO.test(answer.stderr)) {
		return installerErrors('SUDO_REFUSED', { host, user, problem });
	}

	const ended = (one: Answer) => `with status ${one.exitCode} (${lastLines(one)})`;
	const asCommand = withoutTerminal === undefined ? '' : `for a command it ends ${ended(withoutTerminal)}, `;
	const lines = connection === undefined ? undefined : await whatEndsShells(connection.client);
	return installerErrors('LOGIN_SHELL', {
		host,
		user,
		problem: `${asCommand}at a terminal ${ended(answer)}; ${reason(lines)}`,
	});
}

function reason(lines: readonly string[] | undefined): string {
	if (lines === undefined) {
		return 'its start-up files cannot be read from here, since sshd starts sftp through that shell, too';
	}

	return lines.length === 0 ? 'none of its start-up files holds a line that does it' : lines.join(' / ');
}

function failed(host: string, what: string, problem: string, cause?: unknown): EucaError {
	return installerErrors('HOST_COMMAND', { host, what, problem }, cause === undefined ? {} : { cause });
}

function lastLines({ stdout, stderr }: Answer): string {
	const text = stderr.trim() === '' ? stdout.toString('utf8') : stderr;
	return text.trim().split('\n').slice(-3).join(' / ') || 'it said nothing';
}
