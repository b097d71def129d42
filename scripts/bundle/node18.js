// What the programs and the packages in them use and Node 18 lacks, and no more. Only bundles for i386 hold this file;
// test/scripts/runtime/old-kernels.test.ts starts all of them.
import { X509Certificate } from 'node:crypto';

const shim = (target, name, value) => {
	if (!(name in target)) {
		Object.defineProperty(target, name, { value, configurable: true, writable: true });
	}
};

shim(Promise, 'withResolvers', function withResolvers() {
	const made = {};
	made.promise = new this((resolve, reject) => Object.assign(made, { resolve, reject }));
	return made;
});

shim(AbortSignal, 'any', (signals) => {
	const controller = new AbortController();
	const listening = [...signals];
	const aborted = listening.find((signal) => signal.aborted);
	if (aborted !== undefined) {
		controller.abort(aborted.reason);
		return controller.signal;
	}

	const stop = ({ target }) => {
		for (const signal of listening) {
			signal.removeEventListener('abort', stop);
		}

		controller.abort(target.reason);
	};
	for (const signal of listening) {
		signal.addEventListener('abort', stop);
	}

	return controller.signal;
});

shim(Array.prototype, 'toSorted', function toSorted(compare) {
	return [...this].sort(compare);
});
shim(Array.prototype, 'toReversed', function toReversed() {
	return [...this].reverse();
});
shim(Symbol, 'dispose', Symbol.for('Symbol.dispose'));
shim(Symbol, 'asyncDispose', Symbol.for('Symbol.asyncDispose'));

const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
shim(String.prototype, 'toWellFormed', function toWellFormed() {
	return String(this).replace(LONE, '\uFFFD');
});
shim(Set.prototype, 'union', function union(other) {
	return new Set([...this, ...other.keys()]);
});
shim(Map, 'groupBy', (items, keyOf) => {
	const groups = new Map();
	let at = 0;
	for (const item of items) {
		const key = keyOf(item, at++);
		const group = groups.get(key);
		if (group === undefined) {
			groups.set(key, [item]);
		} else {
			group.push(item);
		}
	}

	return groups;
});
shim(RegExp, 'escape', (text) =>
	text.replace(/[^\w]|^\w/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
);

for (const edge of ['validFrom', 'validTo']) {
	Object.defineProperty(X509Certificate.prototype, `${edge}Date`, {
		get() {
			return new Date(this[edge]);
		},
		configurable: true,
	});
}

// The flag v: what is used of it means the same under u, but for one property of strings.
const forOld = ([pattern, flags]) =>
	typeof flags === 'string' && flags.includes('v')
		? [String(pattern).replaceAll('\\p{RGI_Emoji}', '\\p{Emoji_Presentation}'), flags.replace('v', 'u')]
		: [pattern, flags];
globalThis.RegExp = new Proxy(RegExp, {
	construct: (target, given, asked) => Reflect.construct(target, forOld(given), asked),
	apply: (target, self, given) => Reflect.apply(target, self, forOld(given)),
});
