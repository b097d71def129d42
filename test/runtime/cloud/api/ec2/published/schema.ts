import type { PublishedElement } from './notation.ts';

export interface PublishedVersion {
	readonly version: string;
	/** The responses of its actions. */
	readonly responses: ReadonlyMap<string, readonly PublishedElement[]>;
	/** As published for strict readers: order counts, and what is not optional is there. Otherwise only names and types count. */
	readonly isStrict: boolean;
}

/** XML Schema of a version's responses, for xmllint. */
export function xmlSchema({ version, responses, isStrict }: PublishedVersion): string {
	const content = (children: readonly PublishedElement[]) => {
		const elements = children.map(element).join('');
		const group = isStrict ? `<xs:sequence>${elements}</xs:sequence>` : `<xs:all>${elements}</xs:all>`;
		return `<xs:complexType>${group}</xs:complexType>`;
	};
	const element = ({ name, isOptional, type, form, children }: PublishedElement): string => {
		const head = `<xs:element name="${name}"${isOptional || !isStrict ? ' minOccurs="0"' : ''}`;
		switch (form) {
			case 'value':
				return `${head} type="${type}"/>`;
			case 'structure':
				return `${head}>${content(children)}</xs:element>`;
			case 'list': {
				const item = '<xs:element name="item" minOccurs="0" maxOccurs="unbounded"';
				const items =
					children.length === 0 ? `${item} type="xs:string"/>` : `${item}>${content(children)}</xs:element>`;
				return `${head}><xs:complexType><xs:sequence>${items}</xs:sequence></xs:complexType></xs:element>`;
			}
		}
	};
	const roots = [...responses].map(
		([action, children]) => `<xs:element name="${action}Response">${content(children)}</xs:element>`,
	);
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://ec2.amazonaws.com/doc/${version}/" elementFormDefault="qualified">`,
		...roots,
		'</xs:schema>\n',
	].join('\n');
}
