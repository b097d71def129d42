import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import pLimit from 'p-limit';
import { type EucaError, messageOf } from '../../common/errors.ts';
import { installerErrors } from '../errors.ts';
import type { ExecOptions, Host } from './host.ts';
import { commandLine } from './shell-quote.ts';
import { connectSsh, type SshTarget } from './ssh-connect.ts';
import { type Answer, session } from './ssh-session.ts';

/** OpenSSH lets ten sessions through on one connection; two are left for the operator's own use of a shared one. */
const SESSIONS = 8;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A machine reached by ssh: one connection, opened when it is first needed, its host key always verified. */
export function sshHost(target: SshTarget): Host {
	const { name } = target;
	const limit = pLimit(SESSIONS);
	let connection: ReturnType<typeof connectSsh> | undefined;
	const work = async (words: readonly string[], what: string, options: ExecOptions & { stream?: string } = {}) => {
		connection ??= connectSsh(target);
		const client = await connection;
		const marker = randomBytes(8).toString('hex');
		const command = remoteCommand(target, words, marker, options.env);
		const answer = await limit(() =>
			session(client, command, { ...options, marker }).catch((error: unknown) => {
				throw failed(name, what, messageOf(error), error);
			}),
		);
		if (!(options.okCodes ?? [0]).includes(answer.exitCode)) {
			throw failed(name, what, `status ${answer.exitCode}: ${lastLines(answer)}`);
		}

		return answer;
	};
	const put = async (
		path: string,
		mode: number,
		sha256: string,
		input: { input?: string | Uint8Array; stream?: string },
	) => {
		const words = ['/bin/sh', '-c', PUT, 'sh', path, mode.toString(8), sha256];
		const { exitCode } = await work(words, `writing ${path}`, { ...input, timeoutMs: 600_000, okCodes: [0, 28, 29] });
		if (exitCode !== 0) {
			throw installerErrors(exitCode === 28 ? 'DISK_FULL' : 'UPLOAD_DAMAGED', { host: name, path });
		}
	};
	return {
		name,
		async exec(argv, options) {
			const { exitCode, stdout, stderr } = await work(argv, argv.join(' ').slice(0, 200), options);
			return { exitCode, stdout: stdout.toString('utf8'), stderr };
		},
		async script(text, { what, args = [], timeoutMs }) {
			const limitMs = timeoutMs === undefined ? {} : { timeoutMs };
			const { stdout } = await work(['/bin/sh', '-s', '--', ...args], what, { input: text, ...limitMs });
			return stdout.toString('utf8');
		},
		async read(path) {
			const words = ['/bin/sh', '-c', '[ -e "$1" ] || exit 66; exec cat -- "$1"', 'sh', path];
			const { exitCode, stdout } = await work(words, `reading ${path}`, { okCodes: [0, 66] });
			return exitCode === 66 ? undefined : stdout;
		},
		write: (path, data, mode) => put(path, mode, createHash('sha256').update(data).digest('hex'), { input: data }),
		async upload(localPath, path, mode) {
			const hash = createHash('sha256');
			await pipeline(createReadStream(localPath), hash);
			await put(path, mode, hash.digest('hex'), { stream: localPath });
		},
		async append(path, line) {
			const words = ['/bin/sh', '-c', 'umask 077; cat >>"$1" && { sync -- "$1" 2>/dev/null || sync; }', 'sh', path];
			await work(words, `writing ${path}`, { input: line });
		},
		async close() {
			(await connection?.catch(() => undefined))?.end();
		},
	};
}

/** Beside the target, checked, flushed, renamed. 28: no space. 29: it arrived damaged. */
const PUT = `
umask 077
t=$1.$$.tmp
trap 'rm -f -- "$t"' EXIT
e=$({ cat >"$t"; } 2>&1) || case $e in *"No space"*) exit 28 ;; *) printf '%s\\n' "$e" >&2; exit 1 ;; esac
s=$(sha256sum <"$t"); [ "\${s%% *}" = "$3" ] || exit 29
chmod "$2" -- "$t" && { sync -- "$t" 2>/dev/null || sync; } && mv -f -- "$t" "$1"
`;

/**
 * sshd hands this to the user's login shell, whose start-up files may print and set what they like: everything up to
 * the marker is thrown away, and the environment is ours alone.
 */
function remoteCommand(
	{ user }: SshTarget,
	words: readonly string[],
	marker: string,
	env: Readonly<Record<string, string>> = {},
): string {
	const variables = Object.entries({ PATH, HOME: user === 'root' ? '/root' : '/', LC_ALL: 'C', ...env });
	const privileged = user === 'root' ? [] : ['sudo', '-n', '--'];
	const marked = ['/bin/sh', '-c', 'printf %s "$1"; shift; exec "$@"', 'sh', marker];
	return commandLine([
		...privileged,
		'env',
		'-i',
		...variables.map(([key, value]) => `${key}=${value}`),
		...marked,
		...words,
	]);
}

function failed(host: string, what: string, problem: string, cause?: unknown): EucaError {
	return installerErrors('HOST_COMMAND', { host, what, problem }, cause === undefined ? {} : { cause });
}

function lastLines({ stdout, stderr }: Answer): string {
	const text = stderr.trim() === '' ? stdout.toString('utf8') : stderr;
	return text.trim().split('\n').slice(-3).join(' / ') || 'it said nothing';
}
