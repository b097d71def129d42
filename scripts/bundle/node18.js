// What the programs and the packages in them use and Node 18 lacks, and no more. Only bundles for i386 hold this file;
// test/scripts/runtime/old-kernels.test.ts starts all of them.
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
