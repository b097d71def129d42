import type { Finding } from '../probe/findings.ts';

export interface ProbeOutcome {
	/** Path of the site file. */
	readonly site: string;
	readonly wasThere: boolean;
	/** Path of the page, if one was written. */
	readonly report: string | undefined;
	readonly findings: readonly Finding[];
}

/** The last lines of a probe: what was written, whether it would work, and then what to do. */
export function probeEnding({ site, wasThere, report, findings }: ProbeOutcome): readonly string[] {
	const count = (wanted: string) => findings.filter(({ severity }) => severity === wanted).length;
	const [blockers, warnings] = [count('blocker'), count('warning')];
	return [
		wasThere ? `${site} was there already and stays as it is.` : `${site} was written.`,
		...(report === undefined ? [] : [`${report} shows it as a page.`]),
		...(blockers > 0 ? blocked(blockers, wasThere) : open(warnings, site)),
	];
}

function blocked(count: number, wasThere: boolean): readonly string[] {
	return [
		`${count} ${count === 1 ? 'finding' : 'findings'} (BLOCKED above) must be put right before "euca-setup apply" can work.`,
		wasThere
			? 'Then probe again.'
			: 'Then probe again with --force: the site file then has what could not be seen now.',
	];
}

function open(warnings: number, site: string): readonly string[] {
	const look = warnings === 1 ? '1 warning above is' : `${warnings} warnings above are`;
	const on = site === 'site.yaml' ? '' : ` --site ${site}`;
	return [
		warnings === 0 ? 'Nothing stands in the way.' : `Nothing stands in the way; ${look} worth a look first.`,
		`"euca-setup plan${on}" shows what would be changed, "euca-setup apply${on}" does it.`,
	];
}
