import { ID_HANDLINGS, places, takesTheId } from './places.ts';
import { partsOf, put, type Recorded, type Variant } from './recorded.ts';

/** The forged Body in place of the signed one: payload × place of the original × Id. */
export function wrappedBodies(recorded: Recorded): readonly Variant[] {
	const { message, payloads, plainIds } = recorded;
	const { body, bodyId, soap, signature, tokenReference } = partsOf(message);
	return Object.entries(payloads).flatMap(([payloadName, payload]) =>
		Object.entries(ID_HANDLINGS).flatMap(([handling, idOf]) => {
			const forged = `<${soap}:Body${idOf(bodyId)}>${payload}</${soap}:Body>`;
			const variant = (where: string, document: string, codes: readonly string[]): Variant => ({
				name: `${payloadName}; the original ${where}; ${handling}`,
				document,
				codes,
			});
			const moved = Object.entries(places(message)).map(([where, place]) => {
				const inSignature = where === 'in ds:Object' || where === 'in the token reference';
				const reached = handling === 'the same Id' || (plainIds && takesTheId(handling));
				const codes =
					where === 'nowhere'
						? [reached ? 'WSS_BAD_DIGEST' : 'WSS_DANGLING_REFERENCE']
						: [inSignature ? 'WSS_SHAPE' : takesTheId(handling) ? 'WSS_DUPLICATE_ID' : 'WSS_BODY_NOT_SIGNED'];
				return variant(where, place(put(message, body, forged), body), codes);
			});
			const inside = put(forged, payload, `${payload}<x:wrap xmlns:x="urn:x">${body}</x:wrap>`);
			const refusal = takesTheId(handling) ? 'WSS_DUPLICATE_ID' : 'WSS_BODY_NOT_SIGNED';
			return [
				...moved,
				variant('in the forged Body', put(message, body, inside), [
					recorded.looksAtBodyFirst ? 'WIRE_ENVELOPE' : refusal,
				]),
				variant(
					'in the forged payload',
					put(
						message,
						body,
						forged.replace(/(<\/[^>]*>)(<\/[^>]*Body>)$/, (_, a, b) => body + a + b),
					),
					[refusal],
				),
				variant('before it', put(message, body, body + forged), ['WIRE_ENVELOPE']),
				variant('after it', put(message, body, forged + body), ['WIRE_ENVELOPE']),
				// and the reference leads to the forged one, which is no longer what was signed
				variant(
					'in the Header, the reference led to the forged one',
					put(
						put(message, body, forged),
						partsOf(message).endOf('Header'),
						body + partsOf(message).endOf('Header'),
					).replace(`URI="#${bodyId}"`, 'URI="#forged"'),
					[takesTheId(handling) ? 'WSS_DUPLICATE_ID' : 'WSS_DANGLING_REFERENCE'],
				),
			].filter(
				({ document }) => document.includes(signature.slice(0, 40)) && document.includes(tokenReference.slice(0, 20)),
			);
		}),
	);
}
