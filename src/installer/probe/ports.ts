import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

/** `tcp 0.0.0.0:8773 4711 N /usr/bin/python3 -m http.server` */
const listener = z
	.string()
	.regex(/^\S+:\d+ \d* [YN]( |$)/)
	.transform((line) => {
		const [address = '', pid = '', ours = '', ...command] = line.split(' ');
		const colon = address.lastIndexOf(':');
		return {
			address: address.slice(0, colon),
			port: Number(address.slice(colon + 1)),
			pid: pid === '' ? undefined : Number(pid),
			/** A process of an installation at the same place. */
			ours: ours === 'Y',
			command: command.join(' ').trim(),
		};
	});

export const ports = defineProbe({
	title: 'ports',
	script: `
		s=$(command -v ss) || exit 0
		echo known=Y
		"$s" -Hltnp | while read -r _ _ _ address _ users; do
			pid=$(printf '%s' "$users" | sed -n 's/.*pid=\\([0-9]*\\).*/\\1/p')
			command= ours=N
			[ -n "$pid" ] && command=$(tr '\\0\\n' '  ' <"/proc/$pid/cmdline" 2>/dev/null | cut -c1-120)
			case $command in *"$eucalyptus"/*) ours=Y ;; esac
			echo "listener=$address $pid $ours $command"
		done
	`,
	schema: z.object({ known: answer.flag, listener: answer.list.pipe(z.array(listener)) }),
	judge(fact, wish) {
		if (!fact.known) {
			return [{ id: 'PORTS_UNKNOWN' }];
		}

		return wish.ports.flatMap(({ port, what, option }) => {
			const taken = fact.listener.find((one) => one.port === port && !one.ours);
			const by = taken?.pid === undefined ? 'an unknown process' : `process ${taken.pid} (${taken.command})`;
			return taken === undefined ? [] : [{ id: 'PORT_TAKEN' as const, values: { port, what, option, by } }];
		});
	},
	summary: (fact) =>
		fact.known
			? `${new Set(fact.listener.map(({ port }) => port)).size} in use`
			: 'cannot be seen without ss (iproute2)',
});
