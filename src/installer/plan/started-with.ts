import { join } from 'node:path';
import { etcPath } from '../../../generators/file.ts';
import { layout } from '../../common/layout.ts';
import type { Site } from '../../site/schema.ts';
import { type DesiredEntry, sha256 } from './desired.ts';
import type { StartedWith } from './survey.ts';

/**
 * Makes two numbers of what the services of a host read when they start. Tools, launchers, package lists and the like are
 * not among it: who replaces them need not restart anything. Hand edits are not counted: who edits also restarts.
 */
export function startedWith(site: Site): (parts: readonly (readonly DesiredEntry[])[]) => StartedWith {
	const conf = etcPath(site, 'default/eucalyptus');
	const { lib, keys, etc } = layout(site.eucalyptus);
	const starts = [
		`${keys}/`,
		`${etc}/httpd`,
		join(lib, 'node/'),
		join(lib, 'templates/'),
		join(lib, 'programs/eucalyptus-'),
	];
	const known = new WeakMap<readonly DesiredEntry[], string>();
	const sumOf = (part: readonly DesiredEntry[]): string => {
		const sum = known.get(part) ?? sha256(part.flatMap(lineOf).join('\n'));
		known.set(part, sum);
		return sum;
	};
	const lineOf = (entry: DesiredEntry): string[] =>
		entry.kind === 'file' && starts.some((start) => entry.path.startsWith(start))
			? [`${entry.path} ${entry.sha256}`]
			: [];
	return (parts) => {
		const file = parts.flatMap((part) => part.find(({ path }) => path === conf) ?? [])[0];
		const text = file?.kind === 'file' && file.source.kind === 'text' ? file.source.content : '';
		const nodes = /^NODES=.*$/m.exec(text)?.[0] ?? '';
		return {
			restart: sha256([...parts.map(sumOf), text.replace(nodes, '')].join('\n')).slice(0, 32),
			reload: sha256(nodes).slice(0, 32),
		};
	};
}
