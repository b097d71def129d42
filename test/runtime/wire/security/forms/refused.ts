import { expect, it } from 'vitest';
import { verdict, verifyWith } from '../message.ts';
import { signAgain } from '../sign-again.ts';
import { type Change, timestampOf, useGoodMessage } from './good-message.ts';

/** Each change of a good message is refused in these words, and also when its owner signs it. */
export function itIsRefused(changes: readonly (readonly [change: Change, message: string])[]): void {
	const good = useGoodMessage();
	it.each(changes.map(([change, message], i) => [i + 1, message, change] as const))(
		'refused, form %i: %s',
		async (_i, message, change) => {
			const changed = change(good.message);
			expect(changed).not.toBe(good.message);
			// what stands in the Timestamp is read when it is known to be signed
			const sent =
				changed.replace(timestampOf(good.message), '') === changed ? signAgain(changed, good.signer) : changed;
			await expect(verifyWith(good.signer.certificatePem, sent)).rejects.toMatchObject({ message });
			// and no signature makes it better, unless it is the digest that was wrong
			if (!message.includes('digest differs') && !message.includes('base64') && /<ds:SignedInfo/.test(changed)) {
				expect(await verdict(good.signer.certificatePem, signAgain(changed, good.signer))).not.toBe('accepted');
			}
		},
	);
}
