import { wireErrors } from '../errors.ts';
import { NS } from '../names.ts';
import { attributeOf, childElements, nameOf, type XmlElement } from '../xml/tree.ts';
import { envelopeParts } from './envelope.ts';

/** SOAP 1.1 §4.2.3: a header that must be understood and is not means that nothing is done. Throws WIRE_NOT_UNDERSTOOD. */
export function checkUnderstood(root: XmlElement): void {
	const { header } = envelopeParts(root);
	for (const each of header === undefined ? [] : childElements(header)) {
		const must = attributeOf(each, NS.soap, 'mustUnderstand')?.trim();
		if ((must === '1' || must === 'true') && each.namespace !== NS.wsse && each.namespace !== NS.wsa) {
			throw wireErrors('WIRE_NOT_UNDERSTOOD', { name: nameOf(each) });
		}
	}
}
