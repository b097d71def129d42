import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rollXml } from './roll-xml.ts';
import { RELEASES, ROLL_NAME, type RocksRelease, type RollTarget } from './target.ts';

/** A file of the kickstart package, below /export/profile. */
export interface ProfileFile {
	/** `nodes/eucalyptus-node.xml` */
	readonly path: string;
	readonly content: string;
}

const SOURCE = resolve(import.meta.dirname, '../roll');

/** What `roll-eucalyptus-kickstart` holds for one release of Rocks: node files, graph, description of the roll. */
export function profileFiles(target: RollTarget, source = SOURCE): readonly ProfileFile[] {
	const paths = globSync(['nodes/*.xml', 'graphs/default/*.xml'], { cwd: source }).sort();
	return [
		...paths.map((path) => ({ path, content: forRelease(readFileSync(join(source, path), 'utf8'), target.rocks) })),
		{ path: `roll-${ROLL_NAME}.xml`, content: rollXml(target) },
	];
}

/**
 * The sources are files of Rocks V without the `roll` attribute, which its own build inserts as well. Elements marked
 * `rocks="5.0"` are for these releases only; since 5.3 an attribute of a host is an entity and no variable.
 */
export function forRelease(source: string, rocks: RocksRelease): string {
	const text = source
		.replace(/[ \t]*<!--[\s\S]*?-->\n?/g, '')
		.replace(MARKED, (element, _tag, _before, releases: string) =>
			releases.split(' ').includes(rocks) ? element.replace(` rocks="${releases}"`, '') : '',
		)
		.replace(/^<(graph|kickstart)>/m, `<$1 roll="${ROLL_NAME}">`);
	return RELEASES[rocks].attributes === 'entities' ? text.replace(/<var name="(\w+)"\/>/g, '&$1;') : text;
}

const MARKED = /[ \t]*<(\w+)([^<>]*) rocks="([^"]*)"([^<>]*\/>|[^<>]*>[\s\S]*?<\/\1>)\n?/g;
