/** One word for a POSIX shell, whatever it holds. Only the transport builds command lines, for sshd takes nothing else. */
function shellQuote(word: string): string {
	return /^[A-Za-z0-9_/.:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

export function commandLine(words: readonly string[]): string {
	return words.map(shellQuote).join(' ');
}
