/** What XML 1.0 cannot carry, single surrogates included, becomes U+FFFD: visible, and never a message that cannot be read. */
export function xmlText(value: string): string {
	return replaceIllegal(value).replace(/[&<>\r]/g, (c) => TEXT[c] ?? c);
}

/** For an attribute between double quotes. Both escapes are those of the canonical form. */
export function xmlAttribute(value: string): string {
	return replaceIllegal(value).replace(/[&<"\t\n\r]/g, (c) => ATTRIBUTE[c] ?? c);
}

const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const ATTRIBUTE: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'"': '&quot;',
	'\t': '&#x9;',
	'\n': '&#xA;',
	'\r': '&#xD;',
};

function replaceIllegal(value: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML forbids
	return value.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd');
}
