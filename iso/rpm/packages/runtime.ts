import { join } from 'node:path';
import { BUILTINS_DIRECTORY } from '../../../scripts/runtime/i386.ts';
import { type PackageMaker, PLACES, scriptlets, tree } from './context.ts';

/** Node with its loader and libraries. */
export const runtimePackage: PackageMaker = ({ arch, version, release, runtime }) => {
	const node = join(PLACES.lib, 'node');
	const builtins = join(node, 'nodejs');
	const entries = tree(runtime, node)
		.filter(({ path }) => path !== builtins)
		// Debian's Node finds parts of itself in one place only.
		.map((entry) => ({ ...entry, path: entry.path.replace(`${builtins}/`, `${BUILTINS_DIRECTORY}/`) }));
	return {
		name: 'eucalyptus-runtime',
		version,
		release,
		arch,
		summary: 'The Node that runs Eucalyptus, with its own loader and libraries',
		description: [
			'Node with its loader and libraries beside it: nothing of the host but its kernel',
			arch === 'x86_64' ? '(2.6.32 or newer) is used.' : '(2.6.39 or newer) is used.',
			'The GNU C Library in it was changed in ten bytes of two files; licences/README',
			'says how, and where the source of everything is.',
		].join('\n'),
		entries: [
			{ kind: 'directory', path: PLACES.eucalyptus, mode: 0o755 },
			{ kind: 'directory', path: PLACES.lib, mode: 0o755 },
			{ kind: 'directory', path: node, mode: 0o755 },
			...entries,
		],
		scriptlets: scriptlets({ post: 'runtime-post' }),
	};
};
