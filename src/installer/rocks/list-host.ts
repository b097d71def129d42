import * as z from 'zod';
import { rocksErrors } from './errors.ts';
import { parseTable } from './table.ts';

/** One line of `rocks list host`. */
export interface RocksHost {
	/** Short name. Undefined where Rocks left the column out, because all lines are of one host. */
	readonly name: string | undefined;
	/** `Frontend`, `VM Container`, `Compute`, … */
	readonly membership: string;
}

const COMMAND = 'rocks list host';

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

	if (text.trimStart().startsWith('[')) {
		return parseJson(text);
	}

	const lines = parseTable(text, { command: COMMAND, owner: 'HOST' });
	return lines.map(({ owner, cells }) => {
		const membership = cells.get('MEMBERSHIP');
		if (membership === undefined) {
			throw rocksErrors('ROCKS_NOT_UNDERSTOOD', { command: COMMAND, line: text.slice(0, 80).trim() });
		}

		return { name: owner, membership };
	});
}

const jsonSchema = z.array(z.object({ host: z.string(), list: z.array(z.object({ membership: z.string() })) }));

function parseJson(text: string): readonly RocksHost[] {
	try {
		const hosts = jsonSchema.parse(JSON.parse(text));
		return hosts.flatMap(({ host, list }) => list.map(({ membership }) => ({ name: host, membership })));
	} catch (error) {
		throw rocksErrors('ROCKS_NOT_UNDERSTOOD', { command: COMMAND, line: text.slice(0, 80) }, { cause: error });
	}
}
