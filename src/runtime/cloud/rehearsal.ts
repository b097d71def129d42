import { cloudErrors } from './errors.ts';

/** Every verb calls it when all its checks have passed and before it changes anything. */
export type Gate = () => void;

export const open: Gate = () => {};

/** The gate of rehearsals: throws REHEARSED, so that nothing happens behind it; transactions are undone. */
export const shut: Gate = () => {
	throw cloudErrors('REHEARSED');
};
