import { partsOf, put, WSU } from './recorded.ts';

/** How the forged element is named, beside the original whose Id it may take. */
export const ID_HANDLINGS: Readonly<Record<string, (id: string) => string>> = {
	'no Id': () => '',
	'the same Id': (id) => ` xmlns:wsu="${WSU}" wsu:Id="${id}"`,
	'another Id': (id) => ` xmlns:wsu="${WSU}" wsu:Id="forged-${id}"`,
	'the same as a plain Id': (id) => ` Id="${id}"`,
	'the same as ID': (id) => ` ID="${id}"`,
	'the same as id': (id) => ` id="${id}"`,
	'the same Id between blanks': (id) => ` xmlns:wsu="${WSU}" wsu:Id=" ${id} "`,
	'the same as xml:id': (id) => ` xml:id="${id}"`,
	'another Id, and the same as a plain one': (id) => ` xmlns:wsu="${WSU}" wsu:Id="forged" Id="${id}"`,
	'the same Id in another namespace': (id) => ` xmlns:x="urn:x" x:Id="${id}"`,
};
export const takesTheId = (handling: string) => /^the same Id$|as a plain/.test(handling);

type Place = (message: string, original: string) => string;

/** Where the signed element goes when the forged one takes its place. */
export function places(message: string): Readonly<Record<string, Place>> {
	const { endOf, soap } = partsOf(message);
	const before =
		(end: string): Place =>
		(m, original) =>
			put(m, end, original + end);
	const wrapped =
		(end: string): Place =>
		(m, original) =>
			put(m, end, `<x:wrap xmlns:x="urn:x">${original}</x:wrap>${end}`);
	return {
		'in the Header': before(endOf('Header')),
		'in a wrapper in the Header': wrapped(endOf('Header')),
		'in the Security header': before('</wsse:Security>'),
		'in a wrapper in the Security header': wrapped('</wsse:Security>'),
		'in ds:Object': (m, original) => put(m, '</ds:Signature>', `<ds:Object>${original}</ds:Object></ds:Signature>`),
		'in KeyInfo': before('</ds:KeyInfo>'),
		'in the token reference': before('</wsse:SecurityTokenReference>'),
		'in the Timestamp': before('</wsu:Timestamp>'),
		'beside the Body, in a wrapper': wrapped(`</${soap}:Envelope>`),
		'in an Envelope in the Header': (m, original) =>
			put(m, endOf('Header'), `<${soap}:Envelope>${original}</${soap}:Envelope>${endOf('Header')}`),
		nowhere: (m) => m,
	};
}
