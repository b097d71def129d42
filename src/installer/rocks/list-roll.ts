import * as z from 'zod';
import { rocksErrors } from './errors.ts';
import { parseTable } from './table.ts';

/** One line of `rocks list roll`. */
export interface RocksRoll {
	readonly name: string;
	readonly version: string;
	readonly arch: string;
	readonly enabled: boolean;
}

const COMMAND = 'rocks list roll';
const jsonSchema = z.array(
	z.object({
		name: z.string(),
		roll: z.array(z.object({ version: z.coerce.string(), arch: z.string(), enabled: z.string() })),
	}),
);

/** What `rocks list roll` printed: its table, which never leaves the names out, or the JSON of 7.0. */
export function parseRollList(text: string): readonly RocksRoll[] {
	if (text.trimStart().startsWith('[')) {
		return parseJson(text);
	}

	return parseTable(text, { command: COMMAND, owner: 'NAME' }).map(({ owner, cells }) => {
		const version = cells.get('VERSION');
		if (owner === undefined || version === undefined) {
			throw rocksErrors('ROCKS_NOT_UNDERSTOOD', { command: COMMAND, line: text.slice(0, 80).trim() });
		}

		return { name: owner, version, arch: cells.get('ARCH') ?? '', enabled: cells.get('ENABLED') === 'yes' };
	});
}

function parseJson(text: string): readonly RocksRoll[] {
	try {
		return jsonSchema
			.parse(JSON.parse(text))
			.flatMap(({ name, roll }) => roll.map(({ enabled, ...rest }) => ({ name, ...rest, enabled: enabled === 'yes' })));
	} catch (error) {
		throw rocksErrors('ROCKS_NOT_UNDERSTOOD', { command: COMMAND, line: text.slice(0, 80) }, { cause: error });
	}
}
