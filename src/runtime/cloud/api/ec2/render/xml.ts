/** What XML cannot carry, or not as it is. Control characters but for tab and line ends, and halves of pairs, are dropped. */
const ILLEGAL = /[^\P{Cc}\t\n\r]|\p{Cs}|[\ufffe\uffff]/gu;
const SPECIAL = /[&<>"\p{Cc}\p{Cs}\ufffe\uffff]/u;

/** Text for an element or an attribute. */
export function escapeXml(value: string): string {
	if (!SPECIAL.test(value)) {
		return value;
	}

	return value
		.replace(ILLEGAL, '')
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll('\r', '&#13;');
}
