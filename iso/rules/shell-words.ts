/**
 * The commands of a shell text that run in the shell itself, each as its words: not those inside brackets (a sub-shell),
 * quotes, comments and here-documents. No full parser: it finds `exit`, `set -e`, `cd` where a person would.
 */
export function topLevelCommands(script: string): readonly string[] {
	const commands: string[] = [];
	let current = '';
	let depth = 0;
	const end = () => {
		if (depth === 0 && current.trim() !== '') {
			commands.push(current.trim());
		}

		current = '';
	};
	const text = withoutHereDocuments(script);
	for (let at = 0; at < text.length; at += 1) {
		const character = text[at] ?? '';
		if (character === '\\') {
			at += 1;
		} else if (character === "'" || character === '"') {
			const close = closingQuote(text, at);
			current += '""';
			at = close;
		} else if (character === '#' && /(^|\s)$/.test(text.slice(0, at))) {
			at = lineEnd(text, at) - 1;
		} else if (character === '(') {
			end();
			depth += 1;
		} else if (character === ')') {
			end();
			depth = Math.max(0, depth - 1);
		} else if (/[\n;&|{}]/.test(character)) {
			end();
		} else {
			current += character;
		}
	}

	end();
	return commands.map((command) => command.replace(/^((then|else|elif|do|if|while|until|!)\s+)+/, ''));
}

function closingQuote(text: string, at: number): number {
	const quote = text[at];
	for (let next = at + 1; next < text.length; next += 1) {
		if (text[next] === '\\' && quote === '"') {
			next += 1;
		} else if (text[next] === quote) {
			return next;
		}
	}

	return text.length;
}

function lineEnd(text: string, at: number): number {
	const end = text.indexOf('\n', at);
	return end < 0 ? text.length : end;
}

function withoutHereDocuments(script: string): string {
	return script.replace(/<<-?\s*(['"]?)(\w+)\1([^\n]*)\n[\s\S]*?\n\s*\2(?=\n|$)/g, '$3');
}
