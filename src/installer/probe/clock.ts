import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

/** Before this the clock was certainly never set: the year of this release. */
const EARLIEST = Date.UTC(2026, 0, 1);

export const clock = defineProbe({
	title: 'clock',
	script: `
		echo "epochMs=$(date +%s%3N)"
		for p in chronyd ntpd systemd-timesyn ntpd-rs; do
			grep -qsx "$p" /proc/[0-9]*/comm && { echo "keptBy=$p"; break; }
		done
		exit 0
	`,
	schema: z.object({
		epochMs: answer.number,
		/** The program that keeps it right, '' if there is none. */
		keptBy: answer.text,
	}),
	judge(fact) {
		if (fact.epochMs < EARLIEST) {
			return [{ id: 'CLOCK_UNSET', values: { time: new Date(fact.epochMs).toISOString() } }];
		}

		return fact.keptBy === '' ? [{ id: 'CLOCK_ALONE' }] : [];
	},
	summary: (fact) => `${new Date(fact.epochMs).toISOString()}, kept right by ${fact.keptBy || 'nothing'}`,
});
