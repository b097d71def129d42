/** Words of a condition: names, texts, numbers, comparisons, brackets. */
const WORDS = /\s*(?:('[^']*'|"[^"]*")|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(==|!=|>=|>|[()[\],]))/y;
const SIGNS = ['==', '!=', '>=', '>', ')', '[', ']', ',', 'and', 'or', 'in'];

type Single = string | number | boolean | undefined;
type Value = Single | readonly Value[];

const COMPARISONS: Readonly<Record<string, (left: Value, right: Value) => boolean>> = {
	'==': (left, right) => left === right,
	'!=': (left, right) => left !== right,
	'>': isAbove,
	'>=': (left, right) => left === right || isAbove(left, right),
	in: isIn,
	'not in': (left, right) => !isIn(left, right),
};

/**
 * `cond` of an edge or element (Rocks 5.2 and later): a Python expression over the host's attributes, of which names, texts,
 * numbers, lists, `==`, `!=`, `>`, `>=`, `in`, `and`, `or`, `not` and brackets are known here. Unknown names are None; on,
 * true, yes are True. Throws on anything else.
 */
export function holds(condition: string, attributes: Readonly<Record<string, string>>): boolean {
	const words = wordsOf(condition);
	let at = 0;
	const take = (word: string) => {
		const isNext = words[at] === word;
		at += isNext ? 1 : 0;
		return isNext;
	};
	const either = (): Value => {
		let value = both();
		while (take('or')) {
			const right = both();
			value = isTrue(value) ? value : right;
		}

		return value;
	};
	const both = (): Value => {
		let value = negated();
		while (take('and')) {
			const right = negated();
			value = isTrue(value) ? right : value;
		}

		return value;
	};
	const negated = (): Value => (take('not') ? !isTrue(negated()) : compared());
	const compared = (): Value => {
		const left = single();
		const word = words[at] === 'not' && words[at + 1] === 'in' ? 'not in' : (words[at] ?? '');
		const compare = Object.hasOwn(COMPARISONS, word) ? COMPARISONS[word] : undefined;
		at += compare === undefined ? 0 : word.split(' ').length;
		return compare === undefined ? left : compare(left, single());
	};
	const single = (): Value => {
		if (take('[')) {
			return listUntil(']');
		}

		if (take('(')) {
			const values = listUntil(')');
			return values.length === 1 && words[at - 2] !== ',' ? values[0] : values;
		}

		const word = words[at];
		if (word === undefined || SIGNS.includes(word)) {
			throw notUnderstood(condition);
		}

		at += 1;
		return valueOfWord(word, attributes);
	};
	const listUntil = (close: string): readonly Value[] => {
		const values: Value[] = [];
		while (!take(close)) {
			values.push(either());
			if (!take(',') && words[at] !== close) {
				throw new Error(`the condition "${condition}" lacks a closing bracket`);
			}
		}

		return values;
	};
	const value = either();
	if (at < words.length) {
		throw notUnderstood(condition);
	}

	return isTrue(value);
}

function isTrue(value: Value): boolean {
	return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function isIn(left: Value, right: Value): boolean {
	return typeof right === 'string' ? right.includes(String(left)) : Array.isArray(right) && right.includes(left);
}

function isAbove(left: Value, right: Value): boolean {
	return (
		(typeof left === 'number' && typeof right === 'number' && left > right) ||
		(typeof left === 'string' && typeof right === 'string' && left > right)
	);
}

function notUnderstood(condition: string): Error {
	return new Error(
		`the condition "${condition}" is not made of attributes, texts, numbers, lists, ==, !=, >, in, and, or, not`,
	);
}

function wordsOf(condition: string): readonly string[] {
	const words: string[] = [];
	WORDS.lastIndex = 0;
	while (WORDS.lastIndex < condition.trimEnd().length) {
		const found = WORDS.exec(condition);
		if (found === null) {
			throw notUnderstood(condition);
		}

		words.push(found[0].trim());
	}

	return words;
}

function valueOfWord(word: string, attributes: Readonly<Record<string, string>>): Single {
	if (/^['"]/.test(word)) {
		return word.slice(1, -1);
	}

	if (/^\d/.test(word)) {
		return Number(word);
	}

	const text = attributes[word];
	if (text === undefined) {
		return { True: true, False: false }[word];
	}

	if (/^(on|true|yes|y)$/i.test(text)) {
		return true;
	}

	if (/^(off|false|no|n)$/i.test(text)) {
		return false;
	}

	return /^\d+$/.test(text) ? Number(text) : text;
}
