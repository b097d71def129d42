import type { ApiVersion } from '../versions.ts';

/** When an element is part of the response: from `since` on, and before `before`. */
export interface ElementOptions {
	readonly since?: ApiVersion;
	readonly before?: ApiVersion;
	/** If it and what it holds are not EC2's. */
	readonly namespace?: string;
}

export type ElementKind = 'text' | 'integer' | 'boolean' | 'time' | 'structure' | 'list';

/** One element of a response. `T` is what an action returns for it; nothing is written where that is undefined. */
export interface Element<T> extends ElementOptions {
	readonly kind: ElementKind;
	/** It may be absent. */
	readonly isOptional?: boolean;
	/** Of a structure; of each `item` of a list, unless these are plain text. */
	readonly members: Elements | undefined;
	/** Never there: carries the type. */
	readonly valueType?: T;
}

/** The children of an element, in the order in which they are written. */
export type Elements = Readonly<Record<string, Element<unknown>>>;

type ValueOf<E> = E extends Element<infer T> ? T : never;
type OptionalKeys<E extends Elements> = { [K in keyof E]: undefined extends ValueOf<E[K]> ? K : never }[keyof E];

/** What an action returns for these elements. */
export type Content<E extends Elements> = {
	readonly [K in Exclude<keyof E, OptionalKeys<E>>]: ValueOf<E[K]>;
} & { readonly [K in OptionalKeys<E>]?: ValueOf<E[K]> | undefined };

const plain =
	<T>(kind: ElementKind) =>
	(options: ElementOptions = {}): Element<T> => ({ kind, members: undefined, ...options });

/** Escaped when written. */
export const text = plain<string>('text');
export const integer = plain<number>('integer');
export const boolean = plain<boolean>('boolean');
/** Milliseconds since 1970, written as `2008-07-01T12:34:56.000Z`. */
export const time = plain<number>('time');
/** Elements with small first letters, one below the other. */
export const structure = <const E extends Elements>(members: E, options: ElementOptions = {}): Element<Content<E>> => ({
	kind: 'structure',
	members,
	...options,
});
/** `<item>` elements; an empty list is an empty element. */
export const list = <const E extends Elements>(
	members: E,
	options: ElementOptions = {},
): Element<readonly Content<E>[]> => ({ kind: 'list', members, ...options });
/** `<item>` elements that hold plain text. */
export const textList = (options: ElementOptions = {}): Element<readonly string[]> => ({
	kind: 'list',
	members: undefined,
	...options,
});

/** May be absent. */
export function maybe<T>(element: Element<T>): Element<T | undefined> {
	return { ...element, isOptional: true };
}
