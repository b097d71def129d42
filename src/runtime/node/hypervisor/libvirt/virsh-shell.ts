import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { hypervisorErrors } from '../errors.ts';

/** One virsh that stays: a command costs 4 ms instead of the 40 ms of a new process and connection. */
export interface VirshShell {
	/** The output of one command; its words must not come from outside. One at a time. */
	ask(command: string): Promise<string>;
	close(): void;
}

type Shell = ChildProcessByStdio<Writable, Readable, null>;

/**
 * Errors and output come through one pipe, so that an error cannot be taken for an empty answer. Whatever goes wrong, the
 * process is ended and the next command starts another.
 */
export function virshShell(uri: string, timeoutMs = 10_000): VirshShell {
	let shell: Shell | undefined;
	let last: Promise<unknown> = Promise.resolve();
	let count = 0;
	const drop = () => {
		shell?.kill('SIGKILL');
		shell = undefined;
	};
	const ask = async (command: string): Promise<string> => {
		const current = shell ?? start(uri);
		shell = current;
		count += 1;
		try {
			const output = await exchange(current, command, `end${count}`, timeoutMs);
			const error = /^error: (.*)$/m.exec(output)?.[1];
			if (error !== undefined) {
				throw new Error(error);
			}

			return output;
		} catch (cause) {
			drop();
			const problem = cause instanceof Error ? cause.message : String(cause);
			throw hypervisorErrors('LIBVIRT_SILENT', { uri, problem }, { cause });
		}
	};
	return {
		ask(command) {
			const turn = last.then(() => ask(command));
			last = turn.catch(() => {});
			return turn;
		},
		close: drop,
	};
}

/** Never built from data: a constant script that joins the two outputs and becomes virsh. */
const JOIN_OUTPUTS = 'exec "$@" 2>&1';

function start(uri: string): Shell {
	const shell = spawn('sh', ['-c', JOIN_OUTPUTS, 'euca-virsh', 'virsh', '-q', '-c', uri], {
		stdio: ['pipe', 'pipe', 'ignore'],
		env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C' },
	});
	shell.on('error', () => {}); // seen as the end of its output
	shell.stdin.on('error', () => {});
	return shell;
}

/** virsh repeats each command behind its prompt; the quotes in the marker tell that echo from the marker itself. */
function exchange(shell: Shell, command: string, marker: string, timeoutMs: number): Promise<string> {
	return new Promise((resolve, reject) => {
		let text = '';
		const finish = (act: () => void) => {
			clearTimeout(timer);
			shell.stdout.off('data', onData).off('end', onEnd);
			act();
		};
		const onData = (chunk: Buffer) => {
			text += chunk.toString();
			const end = text.indexOf(marker);
			if (end >= 0) {
				finish(() => resolve(withoutEcho(text.slice(0, end), command)));
			}
		};
		const onEnd = () => finish(() => reject(new Error(text.trim().split('\n').at(-1) || 'virsh ended')));
		const timer = setTimeout(() => finish(() => reject(new Error(`no answer within ${timeoutMs} ms`))), timeoutMs);
		shell.stdout.on('data', onData).on('end', onEnd);
		shell.stdin.write(`${command}\necho '${marker.slice(0, 3)}'${marker.slice(3)}\n`);
	});
}

/** The prompt of this command may have come with the last answer: then its echo stands alone. */
function withoutEcho(text: string, command: string): string {
	return text
		.split('\n')
		.filter((line) => !line.startsWith('virsh # ') && line !== command)
		.join('\n');
}
