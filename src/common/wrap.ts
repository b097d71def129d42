/** Lines of at most so many characters, broken at blanks; a word that is longer has a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	let line: string | undefined;
	for (const word of text.split(' ')) {
		if (line !== undefined && line.length + 1 + word.length <= width) {
			line += ` ${word}`;
			continue;
		}

		if (line !== undefined) {
			lines.push(line);
		}

		line = word;
	}

	return [...lines, line ?? ''];
}
