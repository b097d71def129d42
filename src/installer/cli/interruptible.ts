/**
 * The answer of a person. An interrupt at a question reaches the program as a key only: here it becomes what it is
 * everywhere else, the signal.
 */
export async function interruptible<T>(answer: Promise<T>): Promise<T> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof Error && error.name === 'ExitPromptError') {
			process.kill(process.pid, 'SIGINT');
		}

		throw error;
	}
}
