/** What a shell reports of a program that was not finished when its reader went away. */
const KILLED_BY_SIGPIPE = 141;

/** `command | head` is no error: a reader that has seen enough ends the program without a word. */
export function endWithReader(): void {
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code === 'EPIPE') {
			process.exit(process.exitCode ?? KILLED_BY_SIGPIPE);
		}

		process.stderr.write(`cannot write to standard output: ${error.message}\n`);
		process.exit(1);
	});
}
