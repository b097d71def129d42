import { listed } from './across/comparison.ts';
import type { Finding } from './findings.ts';

export interface FindingGroup {
	/** One of them, for its words. */
	readonly finding: Finding;
	readonly names: readonly string[];
	/** `node1, node2 and 5 more`, `all hosts`; '' where there is only one host. */
	readonly hosts: string;
}

/** The same thing found on several hosts is said once. */
export function groupFindings(findings: readonly Finding[], hostCount: number): readonly FindingGroup[] {
	const groups = Map.groupBy(findings, ({ id, found }) => `${id} ${found}`);
	return [...groups.values()].flatMap((all) => {
		const [finding] = all;
		const names = [...new Set(all.map(({ host }) => host))];
		const hosts = hostCount === 1 ? '' : names.length === hostCount ? `all ${hostCount} hosts` : listed(names);
		return finding === undefined ? [] : [{ finding, names, hosts }];
	});
}
