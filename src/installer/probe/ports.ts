import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

export interface Listener {
	readonly address: string;
	readonly port: number;
	readonly pid: number | undefined;
	/** The command line where the site wants the port, else the program's name. */
	readonly command: string;
}

const schema = z
	.object({
		/** Which program has told the owners: ss, netstat, or '' if none could. */
		told: answer.text,
		line: answer.list,
		/** /proc/net/tcp and tcp6, where no program was there to ask. */
		kernel: answer.list,
		commands: answer.text,
	})
	.transform(({ told, line, kernel, commands }) => {
		const commandOf = commandsOf(commands);
		const listeners = told === '' ? kernel.flatMap(fromKernel) : line.flatMap(fromProgram);
		return {
			told,
			listener: listeners.map((one) => ({
				...one,
				command: one.pid === undefined ? '' : (commandOf.get(one.pid) ?? one.command),
			})),
		};
	});

export const ports = defineProbe({
	title: 'ports',
	script: `
		if command -v ss >/dev/null; then t=ss; elif command -v netstat >/dev/null; then t=netstat; else t=; fi
		echo "told=$t"
		if [ -z "$t" ]; then
			awk '$4 == "0A" { print "kernel=" $2 }' /proc/net/tcp /proc/net/tcp6
			return
		fi
		files=
		set -f; IFS=$nl; set -- $($t -ltnp); unset IFS; set +f
		for l in "$@"; do
			echo "line=$l"
			case $l in
			*pid=*) p=\${l##*pid=}; p=\${p%%[!0-9]*} ;;
			*'(("'*) p=\${l##*'(("'}; p=\${p#*'",'}; p=\${p%%,*} ;;
			tcp*LISTEN*/*) p=\${l##*LISTEN}; p=\${p%%/*}; p=\${p##* } ;;
			*) p= ;;
			esac
			case $p in '' | *[!0-9]*) continue ;; esac
			set -f; set -- $l; set +f
			case " $wanted_ports " in *" \${4##*:} "*) ;; *) continue ;; esac
			case " $files " in *" /proc/$p/cmdline "*) ;; *) files="$files /proc/$p/cmdline" ;; esac
		done
		[ -z "$files" ] || { begin ports:commands; head -c 200 /dev/null $files; echo; }
	`,
	schema,
	judge(fact, wish) {
		return wish.ports.flatMap(({ port, what, option }) => {
			const taken = fact.listener.find((one) => one.port === port && !isOurs(one, wish.eucalyptus));
			const by = taken?.pid === undefined ? 'an unknown process' : `process ${taken.pid} (${shortened(taken.command)})`;
			return taken === undefined ? [] : [{ id: 'PORT_TAKEN' as const, values: { port, what, option, by } }];
		});
	},
	summary: (fact) =>
		`${new Set(fact.listener.map(({ port }) => port)).size} in use${fact.told === '' ? ', by whom cannot be seen without ss or netstat' : ''}`,
});

function shortened(command: string): string {
	return command.length <= 80 ? command : `${command.slice(0, 79)}…`;
}

/** A process of an installation at the same place. */
function isOurs({ command }: Listener, eucalyptus: string): boolean {
	return command.includes(`${eucalyptus}/`);
}

/** A line of ss or netstat, old and new: its local address is the fourth word, and the owner is named in one of four ways. */
function fromProgram(line: string): Listener[] {
	const words = line.split(/\s+/);
	const local = words[3] ?? '';
	const colon = local.lastIndexOf(':');
	const port = Number(local.slice(colon + 1));
	if (!/^(LISTEN|tcp)/.test(line) || !Number.isInteger(port) || port === 0) {
		return [];
	}

	const owner = /.*pid=(\d+)/.exec(line) ?? /\(\("[^"]*",(\d+),/.exec(line) ?? /\s(\d+)\/\S*/.exec(line);
	const pid = owner?.[1] === undefined ? undefined : Number(owner[1]);
	const command = (/\(\("([^"]*)",/.exec(line) ?? /\s\d+\/(\S+)/.exec(line))?.[1] ?? '';
	return [{ address: local.slice(0, colon), port, pid, command }];
}

/** `0100007F:1F90` */
function fromKernel(text: string): Listener[] {
	const [address = '', port = ''] = text.split(':');
	return [{ address, port: Number.parseInt(port, 16), pid: undefined, command: '' }];
}

/** What `head` prints of several command lines, on one line: `==> /proc/1/cmdline <== /sbin/init ==> …`. */
function commandsOf(text: string): Map<number, string> {
	const parts = text.split(/==> \/proc\/(\d+)\/cmdline <==/);
	const found = new Map<number, string>();
	for (let index = 1; index < parts.length; index += 2) {
		found.set(Number(parts[index]), (parts[index + 1] ?? '').trim());
	}

	return found;
}
