/** One element of a published schema, as the tables of spec/ec2-api §7 write it. */
export interface PublishedElement {
	readonly name: string;
	readonly isOptional: boolean;
	readonly type: 'xs:string' | 'xs:int' | 'xs:boolean' | 'xs:dateTime' | 'xs:base64Binary';
	/** `x[…]` holds `<item>` elements with these children, `x{…}` holds them itself. */
	readonly form: 'value' | 'list' | 'structure';
	readonly children: readonly PublishedElement[];
}

const TYPES = { i: 'xs:int', b: 'xs:boolean', t: 'xs:dateTime', base64: 'xs:base64Binary' } as const;
const TOKEN = /\s*([A-Za-z][\w.]*|[?:,[\]{}-])/y;

/** `a, b?:i, c[d, e], f{g}` as a tree. Throws for what is not in that notation. */
export function parseNotation(text: string): readonly PublishedElement[] {
	const tokens: string[] = [];
	TOKEN.lastIndex = 0;
	for (let end = 0; end < text.trimEnd().length; end = TOKEN.lastIndex) {
		const token = TOKEN.exec(text)?.[1];
		if (token === undefined) {
			throw new Error(`not understood at ${end}: ${text}`);
		}

		tokens.push(token);
	}

	let at = 0;
	const next = (expected?: string) => {
		const token = tokens[at++] ?? '';
		if (expected !== undefined && token !== expected) {
			throw new Error(`${expected} expected in place of ${token}: ${text}`);
		}

		return token;
	};
	const taken = (token: string) => tokens[at] === token && at++ >= 0;
	const elements = (end: string | undefined): readonly PublishedElement[] => {
		const found: PublishedElement[] = [];
		while (tokens[at] !== end) {
			found.push(element());
			if (tokens[at] !== end) {
				next(',');
			}
		}

		at++;
		return found;
	};
	const element = (): PublishedElement => {
		const name = next();
		const isOptional = taken('?');
		const type: PublishedElement['type'] = taken(':') ? TYPES[next() as keyof typeof TYPES] : 'xs:string';
		const node = { name, isOptional, type };
		if (taken('[')) {
			return { ...node, form: 'list', children: elements(']') };
		}

		return taken('{')
			? { ...node, form: 'structure', children: elements('}') }
			: { ...node, form: 'value', children: [] };
	};
	return text.trim() === '-' ? [] : elements(undefined);
}

/** The response of each action of a table, by name; `return` alone stands for `return:b`. */
export function parseTable(table: string): ReadonlyMap<string, readonly PublishedElement[]> {
	const rows = table.trim().split('\n');
	return new Map(
		rows.map((row) => {
			const [, action = '', response = ''] = /^\| (\w+) \| .* \| `([^`]*)` \|$/.exec(row) ?? [];
			return [action, parseNotation(response === 'return' ? 'return:b' : response)];
		}),
	);
}
