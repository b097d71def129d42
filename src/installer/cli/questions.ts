import { cliErrors } from './errors.ts';

let open = 0;
const waiting: (() => void)[] = [];
let interrupt = (): void => {
	process.kill(process.pid, 'SIGINT');
};

/** What an interrupt at a question does, where that is not the end of the program at once. */
export function onInterrupt(call: () => void): void {
	interrupt = call;
}

/** There is one terminal: what is said while a question stands there waits for its answer. */
export function sayWhenFree(say: () => void): void {
	if (open > 0) {
		waiting.push(say);
	} else {
		say();
	}
}

/**
 * The answer of a person. An interrupt at a question reaches the program as a key only: here it becomes what it is
 * everywhere else.
 */
export async function interruptible<T>(ask: () => Promise<T>): Promise<T> {
	open += 1;
	try {
		return await ask();
	} catch (error) {
		if (!(error instanceof Error && error.name === 'ExitPromptError')) {
			throw error;
		}

		interrupt();
		throw cliErrors('CLI_NOT_ANSWERED', {});
	} finally {
		open -= 1;
		if (open === 0) {
			waiting.splice(0).forEach((say) => void say());
		}
	}
}
