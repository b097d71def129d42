import * as z from 'zod';
import { rocksErrors } from './errors.ts';

/** One line of `rocks list host`. */
export interface RocksHost {
	/** Short name. Undefined where Rocks left the column out, because all lines are of one host. */
	readonly name: string | undefined;
	/** `Frontend`, `VM Container`, `Compute`, … */
	readonly membership: string;
}

/** The kind of host that runs instances. */
const VM_CONTAINER = 'VM Container';

/** The names of the hosts that run instances, in the order in which they were added to Rocks. */
export function vmContainers(hosts: readonly RocksHost[]): readonly string[] {
	return hosts.flatMap(({ name, membership }) => (membership === VM_CONTAINER && name !== undefined ? [name] : []));
}

/**
 * What `rocks list host` printed, of any release: a table whose columns stand below their headings, with the owner
 * column left out where it says nothing, or the JSON of 7.0, or nothing at all. Throws ROCKS_REFUSED, ROCKS_NOT_UNDERSTOOD.
 */
export function parseHostList(text: string): readonly RocksHost[] {
	if (text.trim() === '') {
		return [];
	}

	return text.trimStart().startsWith('[') ? parseJson(text) : parseTable(text);
}

const jsonSchema = z.array(z.object({ host: z.string(), list: z.array(z.object({ membership: z.string() })) }));

function parseJson(text: string): readonly RocksHost[] {
	try {
		const hosts = jsonSchema.parse(JSON.parse(text));
		return hosts.flatMap(({ host, list }) => list.map(({ membership }) => ({ name: host, membership })));
	} catch (error) {
		throw rocksErrors('ROCKS_NOT_UNDERSTOOD', { line: text.slice(0, 80) }, { cause: error });
	}
}

/** MEMBERSHIP holds blanks, so a cell is what stands between the start of its heading and the next one. */
function parseTable(text: string): readonly RocksHost[] {
	const [heading = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
	if (/^error\b/i.test(heading)) {
		throw rocksErrors('ROCKS_REFUSED', { problem: heading.trim() });
	}

	const from = heading.search(/\bMEMBERSHIP\b/);
	if (from < 0) {
		throw rocksErrors('ROCKS_NOT_UNDERSTOOD', { line: heading.trim() });
	}

	const next = heading.slice(from).search(/ [A-Z]/);
	const to = next < 0 ? undefined : from + next;
	const isNamed = /^HOST\b/.test(heading);
	return lines.map((line) => {
		const name = isNamed ? /^([^\s:]+):/.exec(line)?.[1] : undefined;
		const membership = line.slice(from, to).trim();
		if ((isNamed && name === undefined) || membership === '') {
			throw rocksErrors('ROCKS_NOT_UNDERSTOOD', { line: line.trim() });
		}

		return { name, membership: /^-+$/.test(membership) ? '' : membership };
	});
}
