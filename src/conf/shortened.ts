/** Enough of a wrong value to be recognised in a message. */
export function shortened(text: string): string {
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
