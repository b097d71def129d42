/** Words of a condition: names, texts, numbers, comparisons, brackets. */
const WORDS = /\s*(?:('[^']*'|"[^"]*")|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(==|!=|[()]))/y;

type Value = string | number | boolean | undefined;

/**
 * `cond` of an edge or element (Rocks 5.2 and later): a Python expression over the host's attributes, of which names, texts, numbers, `==`, `!=`,
 * `and`, `or`, `not` and brackets are known here. Unknown names are None; on, true, yes are True. Throws on anything else.
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
			value = value || right;
		}

		return value;
	};
	const both = (): Value => {
		let value = negated();
		while (take('and')) {
			const right = negated();
			value = value && right;
		}

		return value;
	};
	const negated = (): Value => (take('not') ? !negated() : compared());
	const compared = (): Value => {
		const left = single();
		if (take('==')) {
			return left === single();
		}

		return take('!=') ? left !== single() : left;
	};
	const single = (): Value => {
		if (take('(')) {
			const value = either();
			if (!take(')')) {
				throw new Error(`the condition "${condition}" lacks a closing bracket`);
			}

			return value;
		}

		const word = words[at];
		if (word === undefined || ['==', '!=', ')', 'and', 'or'].includes(word)) {
			throw new Error(`the condition "${condition}" is no expression of Python`);
		}

		at += 1;
		return valueOfWord(word, attributes);
	};
	const value = either();
	if (at < words.length) {
		throw new Error(`the condition "${condition}" is no expression of Python`);
	}

	return Boolean(value);
}

function wordsOf(condition: string): readonly string[] {
	const words: string[] = [];
	WORDS.lastIndex = 0;
	while (WORDS.lastIndex < condition.trimEnd().length) {
		const found = WORDS.exec(condition);
		if (found === null) {
			throw new Error(`the condition "${condition}" is no expression of Python`);
		}

		words.push(found[0].trim());
	}

	return words;
}

function valueOfWord(word: string, attributes: Readonly<Record<string, string>>): Value {
	if (/^['"]/.test(word)) {
		return word.slice(1, -1);
	}

	if (/^\d/.test(word)) {
		return Number(word);
	}

	const text = attributes[word];
	if (text === undefined) {
		return undefined;
	}

	if (/^(on|true|yes|y)$/i.test(text)) {
		return true;
	}

	if (/^(off|false|no|n)$/i.test(text)) {
		return false;
	}

	return /^\d+$/.test(text) ? Number(text) : text;
}
