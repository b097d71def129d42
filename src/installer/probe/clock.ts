import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

/** Before this the clock was certainly never set: the year of this release. */
const EARLIEST = Date.UTC(2026, 0, 1);

export const clock = defineProbe({
	title: 'clock',
	script: `
		read -r up _ </proc/uptime
		date +now=%s.%N
		echo "uptime=$up"
		if [ -r /proc/self/comm ]; then
			for f in /proc/[0-9]*/comm; do
				p=; read -r p <"$f"
				case $p in chronyd | ntpd | openntpd | systemd-timesyn | ntpd-rs) echo "keptBy=$p"; break ;; esac
			done
		else
			set -- $(grep -lsE '^[0-9]+ \\((chronyd|ntpd|openntpd)\\)' /proc/[0-9]*/stat)
			[ -n "$1" ] && read -r _ p _ <"$1" && p=\${p#(} && echo "keptBy=\${p%)}"
		fi
	`,
	schema: z
		.object({
			/** Seconds; a date without %N leaves letters behind the dot. */
			now: answer.text.pipe(z.string().regex(/^\d+/)),
			uptime: answer.number,
			/** The program that keeps it right, '' if there is none. */
			keptBy: answer.text,
		})
		.transform(({ now, ...rest }) => ({ ...rest, epochMs: Math.round(Number.parseFloat(now) * 1000) })),
	judge(fact) {
		if (fact.epochMs < EARLIEST) {
			return [{ id: 'CLOCK_UNSET', values: { time: new Date(fact.epochMs).toISOString() } }];
		}

		return fact.keptBy !== '' ? [] : [{ id: 'CLOCK_ALONE' }];
	},
	summary: (fact) => `${new Date(fact.epochMs).toISOString()}, kept right by ${fact.keptBy || 'nothing'}`,
});
