/**
 * The first SIGINT or SIGTERM aborts, so that what has begun comes to an orderly end; a second one ends the program at once,
 * as it does by itself.
 */
export function abortedBySignals(): AbortController {
	const controller = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM'] as const) {
		const abort = () => {
			controller.abort(new Error(`ended by ${name}`));
			// Later: who runs programs by execa is ended by it when nobody else listens at this moment.
			setImmediate(() => process.removeListener(name, abort));
		};
		process.on(name, abort);
	}

	return controller;
}
