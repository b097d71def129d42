import { describeError } from '../src/common/errors.ts';
import { takeNewerLibraries } from './runtime/newer-libraries.ts';

// packages/runtime-*.txt and scripts/runtime/tested-libraries.json for what Debian offers today.
try {
	const raised = await takeNewerLibraries((text) => console.log(text));
	console.log(
		raised.length === 0
			? 'the libraries are those that Debian offers'
			: 'the new libraries work under the kernels of old; make rpms and make roll take them from now on',
	);
} catch (error) {
	console.error(`the newer libraries cannot be taken: ${describeError(error)}`);
	process.exitCode = 1;
}
