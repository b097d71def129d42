import { list, maybe, text } from '../schema/elements.ts';

/** Absent where there are none: old boto stumbles over lists inside of lists. */
export const productCodeSet = maybe(
	list({ productCode: text(), type: text({ since: '2013-02-01' }) }, { since: '2007-03-01' }),
);

/** None is sold on Amazon's marketplace. */
export const PRODUCT_CODE_TYPE = 'devpay';

/** The content of `productCodeSet`. */
export function productCodeContent(codes: readonly string[]) {
	return codes.length === 0 ? undefined : codes.map((productCode) => ({ productCode, type: PRODUCT_CODE_TYPE }));
}
