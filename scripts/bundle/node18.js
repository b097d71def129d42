// What the programs and the packages in them use and Node 18 lacks. Only bundles for i386 hold this file.
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
shim(Array.prototype, 'toSpliced', function toSpliced(...edit) {
	const copy = [...this];
	copy.splice(...edit);
	return copy;
});
shim(Array.prototype, 'with', function replaced(index, value) {
	const copy = [...this];
	copy[index < 0 ? copy.length + index : index] = value;
	return copy;
});
shim(Symbol, 'dispose', Symbol.for('Symbol.dispose'));
shim(Symbol, 'asyncDispose', Symbol.for('Symbol.asyncDispose'));
