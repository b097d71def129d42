import { forgedBody, found, partsOf, put, type Recorded, type Variant } from './recorded.ts';

/** The forged part is no longer, or not only, among what is signed. */
export function exclusions(recorded: Recorded): readonly Variant[] {
	const { message } = recorded;
	const { bodyId, timestamp, timestampId, tokenId, signature } = partsOf(message);
	const forged = forgedBody(recorded);
	const reference = (id: string) => found(message, new RegExp(`<ds:Reference URI="#${id}">.*?</ds:Reference>`, 's'));
	const signedInfo = found(message, /<ds:SignedInfo.*<\/ds:SignedInfo>/s);
	const references = found(signedInfo, /<ds:Reference .*<\/ds:Reference>/s);
	const withoutBody = put(signedInfo, reference(bodyId), '');
	const later = timestamp.replace(/(?<=<wsu:Expires>)[^<]*/, new Date(Date.now() + 600_000).toISOString());
	const led = (from: string, to: string) => put(forged, `URI="#${from}"`, `URI="#${to}"`);
	const bodyNotSigned = ['WSS_BODY_NOT_SIGNED'];
	const shape = ['WSS_SHAPE'];
	return [
		{ name: 'the reference to the Body left out', document: put(forged, reference(bodyId), ''), codes: bodyNotSigned },
		{
			name: 'the reference to the Timestamp left out',
			document: put(put(message, reference(timestampId), ''), timestamp, later),
			codes: ['WSS_TIMESTAMP_NOT_SIGNED'],
		},
		{ name: 'all references left out', document: put(forged, references, ''), codes: shape },
		{
			name: 'the reference to the Body led to the Timestamp',
			document: led(bodyId, timestampId),
			codes: bodyNotSigned,
		},
		{ name: 'the reference to the Body led to the token', document: led(bodyId, tokenId), codes: bodyNotSigned },
		{
			name: 'the references to Body and Timestamp exchanged',
			document: led(bodyId, '')
				.replace(`URI="#${timestampId}"`, `URI="#${bodyId}"`)
				.replace('URI="#"', `URI="#${timestampId}"`),
			codes: ['WSS_BAD_DIGEST'],
		},
		{
			name: 'the reference to the Body in a Manifest',
			document: put(
				forged,
				signature,
				put(
					put(signature, reference(bodyId), ''),
					'</ds:Signature>',
					`<ds:Object><ds:Manifest>${reference(bodyId)}</ds:Manifest></ds:Object></ds:Signature>`,
				),
			),
			codes: shape,
		},
		{
			name: 'the reference to the Body beside SignedInfo',
			document: put(put(forged, reference(bodyId), ''), '</ds:SignedInfo>', `</ds:SignedInfo>${reference(bodyId)}`),
			codes: shape,
		},
		{
			name: 'a second SignedInfo without the Body',
			document: put(forged, signedInfo, signedInfo + withoutBody),
			codes: shape,
		},
		{
			name: 'a second SignedInfo without the Body in front',
			document: put(forged, signedInfo, withoutBody + signedInfo),
			codes: shape,
		},
		{
			name: 'the signed SignedInfo inside another',
			document: put(forged, signedInfo, put(withoutBody, '</ds:SignedInfo>', `${signedInfo}</ds:SignedInfo>`)),
			codes: shape,
		},
		{ name: 'nine references', document: put(forged, references, reference(bodyId).repeat(9)), codes: shape },
		{
			name: 'a reference without transforms',
			document: put(forged, reference(bodyId), reference(bodyId).replace(/<ds:Transforms>.*<\/ds:Transforms>/s, '')),
			codes: shape,
		},
		{
			name: 'a reference with empty transforms',
			document: put(
				forged,
				reference(bodyId),
				reference(bodyId).replace(/<ds:Transforms>.*<\/ds:Transforms>/s, '<ds:Transforms/>'),
			),
			codes: shape,
		},
	];
}
