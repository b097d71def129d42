import { ID_HANDLINGS, places, takesTheId } from './places.ts';
import { partsOf, put, type Recorded, type Variant, WSU } from './recorded.ts';

/** A fresh Timestamp in place of the signed one. */
export function wrappedTimestamps({ message, plainIds }: Recorded): readonly Variant[] {
	const { timestamp, timestampId } = partsOf(message);
	const fresh = (id: string) =>
		`<wsu:Timestamp xmlns:wsu="${WSU}"${id.replace(` xmlns:wsu="${WSU}"`, '')}><wsu:Created>${new Date().toISOString()}</wsu:Created><wsu:Expires>${new Date(Date.now() + 3_000_000).toISOString()}</wsu:Expires></wsu:Timestamp>`;
	return Object.entries(ID_HANDLINGS).flatMap(([handling, idOf]) =>
		Object.entries(places(message)).map(([where, place]) => {
			const reached = handling === 'the same Id' || (plainIds && takesTheId(handling));
			const codes =
				where === 'nowhere'
					? [reached ? 'WSS_BAD_DIGEST' : 'WSS_DANGLING_REFERENCE']
					: where === 'in ds:Object' || where === 'in the token reference' || where === 'in the Security header'
						? ['WSS_SHAPE']
						: [takesTheId(handling) ? 'WSS_DUPLICATE_ID' : 'WSS_TIMESTAMP_NOT_SIGNED'];
			const document = place(put(message, timestamp, fresh(idOf(timestampId))), timestamp);
			return { name: `a fresh Timestamp; the original ${where}; ${handling}`, document, codes };
		}),
	);
}
