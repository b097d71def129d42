import { contentOf, found, partsOf, put, type Recorded, type Variant, WSU } from './recorded.ts';

/** The Body where it is and as it is named, changed from inside, or what is said there about its names. */
export function changedBodies({ message, looksAtBodyFirst }: Recorded): readonly Variant[] {
	const { body, soap } = partsOf(message);
	const content = contentOf(message);
	const prefix = found(content, /(?<=^<)\w+(?=:)/);
	const start = `<${soap}:Body `;
	const digest = ['WSS_BAD_DIGEST'];
	const inBody = (from: string | RegExp, to: string) =>
		put(
			message,
			body,
			body.replace(from, () => to),
		);
	const declared = body.includes(`xmlns:wsu="${WSU}"`);
	return [
		{ name: 'an attribute on the Body', document: inBody(start, `${start}x="y" `), codes: digest },
		{
			name: 'an attribute on the payload',
			document: inBody(new RegExp(`(?<=<${prefix}:\\w+)\\b(?!:)`), ' y="z"'),
			codes: digest,
		},
		{ name: 'text beside the payload', document: inBody(content, `${content}x`), codes: digest },
		{ name: 'a blank beside the payload', document: inBody(content, `${content} `), codes: digest },
		{
			name: 'another namespace for the prefix of the payload',
			document: inBody(new RegExp(`(?<=xmlns:${prefix}=")[^"]*`), 'urn:other'),
			codes: looksAtBodyFirst ? ['WIRE_ENVELOPE'] : digest,
		},
		{
			name: 'another namespace for the prefix of the Id',
			document: declared ? inBody(WSU, 'urn:other') : inBody(start, `${start}xmlns:wsu="urn:other" `),
			codes: ['WSS_DANGLING_REFERENCE'],
		},
		{
			name: 'a file that is to be included',
			document: inBody(
				/(?=<\/[^>]*><\/\w+:Body>$)/,
				'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>',
			),
			codes: digest,
		},
		...['DigestValue', 'SignatureValue'].map((name) => ({
			name: `an attachment for ${name}`,
			document: message.replace(
				new RegExp(`(?<=<ds:${name}>)[^<]*`),
				'<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:1"/>',
			),
			codes: ['WSS_SHAPE'],
		})),
		{
			name: 'an attachment for the token',
			document: message.replace(
				/(?<=<wsse:BinarySecurityToken [^>]*>)[^<]*/,
				'<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:1"/>',
			),
			codes: ['WSS_SHAPE'],
		},
	];
}
