import { errorCatalogue } from '../../../common/errors.ts';

/** Why a document is refused before anybody looks at its meaning. */
export const xmlErrors = errorCatalogue({
	XML_TOO_LARGE: { text: 'the document has {size} bytes; at most {limit} are accepted', who: 'user' },
	XML_TOO_DEEP: { text: 'the elements of the document are nested deeper than {limit}', who: 'user' },
	XML_TOO_MANY_NODES: { text: 'the document has more than {limit} elements and attributes', who: 'user' },
	XML_CANONICAL_TOO_LARGE: {
		text: 'the canonical form of what is signed has more than {limit} characters, its namespaces written out',
		who: 'user',
	},
	XML_FORBIDDEN: { text: 'the document holds a {what}, which is not accepted', who: 'user' },
	XML_ENCODING: { text: 'the document is not UTF-8', who: 'user', next: 'send UTF-8 and declare no other encoding' },
	XML_MALFORMED: { text: 'the document is not well-formed XML: {problem}', who: 'user' },
});
