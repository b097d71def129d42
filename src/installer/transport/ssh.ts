import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { installerErrors } from '../errors.ts';
import type { Host } from './host.ts';
import { mustBeHostNames } from './host-name.ts';
import { type ShellOptions, sshShell } from './ssh-shell.ts';
import type { SshTarget } from './ssh-target.ts';

/** A machine reached by ssh: one connection, opened when it is first needed, its host key always verified. */
export function sshHost(target: SshTarget): Host {
	const { name } = target;
	mustBeHostNames(name);
	const { run, close } = sshShell(target);
	const put = async (path: string, mode: number, sha256: string, input: ShellOptions) => {
		const words = ['/bin/sh', '-c', PUT, 'sh', path, mode.toString(8), sha256];
		const { exitCode } = await run(words, `writing ${path}`, { ...input, timeoutMs: 600_000, okCodes: [0, 28, 29] });
		if (exitCode !== 0) {
			throw installerErrors(exitCode === 28 ? 'DISK_FULL' : 'UPLOAD_DAMAGED', { host: name, path });
		}
	};
	return {
		name,
		async exec(argv, options) {
			const { exitCode, stdout, stderr } = await run(argv, argv.join(' ').slice(0, 200), options);
			return { exitCode, stdout: stdout.toString('utf8'), stderr };
		},
		async script(text, { what, args = [], timeoutMs, onBegin }) {
			const limitMs = timeoutMs === undefined ? {} : { timeoutMs };
			const { stdout } = await run(['/bin/sh', '-s', '--', ...args], what, { input: text, onBegin, ...limitMs });
			return stdout.toString('utf8');
		},
		async read(path) {
			const words = ['/bin/sh', '-c', '[ -e "$1" ] || exit 66; exec cat -- "$1"', 'sh', path];
			const { exitCode, stdout } = await run(words, `reading ${path}`, { okCodes: [0, 66] });
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
			await run(words, `writing ${path}`, { input: line });
		},
		close,
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
