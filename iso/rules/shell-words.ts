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
	for (const character of bareShell(script)) {
		if (character === '(') {
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
	return commands.map((command) => command.replace(BEFORE_COMMAND, ''));
}

/** What a shell passes over before the word that says what is run. */
const BEFORE_COMMAND = /^((then|else|elif|do|if|while|until|!|time|command|builtin|[A-Za-z_]\w*=\S*)\s+)+/;

/** A shell text without comments and here-documents; of what stands in quotes or backticks only empty quotes are left. */
export function bareShell(script: string): string {
	const text = withoutHereDocuments(script);
	let bare = '';
	for (let at = 0; at < text.length; at += 1) {
		const character = text[at] ?? '';
		if (character === '\\') {
			at += 1;
			bare += /\w/.test(text[at] ?? '') ? text[at] : '';
		} else if (/['"`]/.test(character)) {
			at = closingQuote(text, at);
			bare += '""';
		} else if (character === '#' && /(^|[\s;&|()])$/.test(bare)) {
			at = lineEnd(text, at) - 1;
		} else {
			bare += character;
		}
	}

	return bare;
}

function closingQuote(text: string, at: number): number {
	const quote = text[at];
	for (let next = at + 1; next < text.length; next += 1) {
		if (text[next] === '\\' && quote !== "'") {
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
	return script.replace(QUOTED, '$3').replace(PLAIN, '$2');
}

/** `<< 'EOF'` and `<<-EOF`, `<<\EOF`, up to the line that ends them; the rest of the first line is read as ever. */
const QUOTED = /<<-?[ \t]*(['"])([^'"\n]+)\1([^\n]*)\n(?:[\s\S]*?\n)?[ \t]*\2(?=\n|$)/g;
const PLAIN = /<<-?[ \t]*\\?([\w.-]+)([^\n]*)\n(?:[\s\S]*?\n)?[ \t]*\1(?=\n|$)/g;
