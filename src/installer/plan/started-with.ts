import { join } from 'node:path';
import { etcPath } from '../../../generators/file.ts';
import { layout } from '../../common/layout.ts';
import type { Site } from '../../site/schema.ts';
import { type DesiredEntry, type DesiredFile, sha256 } from './desired.ts';
import type { StartedWith } from './survey.ts';

/**
 * What the services of a host read when they start, as two numbers. Tools, launchers, package lists and the like are not
 * among it: who replaces them need not restart anything. Hand edits are not counted: who edits also restarts.
 */
export function startedWith(site: Site, entries: readonly DesiredEntry[]): StartedWith {
	const conf = etcPath(site, 'default/eucalyptus');
	const { lib, keys, etc } = layout(site.eucalyptus);
	const files = entries.filter((entry): entry is DesiredFile => entry.kind === 'file');
	const read = files.filter(
		({ path }) =>
			path === conf ||
			path.startsWith(`${keys}/`) ||
			path.startsWith(`${etc}/httpd`) ||
			path.startsWith(join(lib, 'node/')) ||
			path.startsWith(join(lib, 'templates/')) ||
			path.startsWith(join(lib, 'programs/eucalyptus-')),
	);
	const text = files.flatMap(({ path, source }) => (path === conf && source.kind === 'text' ? [source.content] : []));
	const nodes = text.flatMap((content) => content.split('\n').filter((line) => line.startsWith('NODES=')));
	const rest = text.map((content) => content.replace(/^NODES=.*$/m, ''));
	const restart = read.map((file) => (file.path === conf ? '' : `${file.path} ${file.sha256}`)).sort();
	return {
		restart: sha256([...restart, ...rest].join('\n')).slice(0, 32),
		reload: sha256(nodes.join('\n')).slice(0, 32),
	};
}
