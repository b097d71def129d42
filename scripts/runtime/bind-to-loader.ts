import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { INTERPRETER_ROOM, interpreterBytes, interpreterOf } from '../../src/common/interpreter.ts';
import { run } from '../../src/common/run.ts';
import { runtimeErrors } from './errors.ts';

/**
 * Makes a program start with a loader of its own and find its libraries beside it, also when it is started as a child of
 * itself. The place of the loader's name is made long enough to be written anew for an installation elsewhere.
 */
export async function bindToLoader(program: string, interpreter: string): Promise<void> {
	// Without /proc the loader does not know where the program lies.
	const libraries = `$ORIGIN/../lib:${dirname(interpreter)}`;
	const long = interpreter.padEnd(INTERPRETER_ROOM - 1, '-');
	const options = ['--set-interpreter', long, '--force-rpath', '--set-rpath', libraries];
	await run('patchelf', [...options, program], { timeoutMs: 120_000 });
	const place = await interpreterOf(program);
	const bytes = place && interpreterBytes(interpreter, place.size);
	if (place === undefined || bytes === undefined) {
		throw runtimeErrors('NO_INTERPRETER', { file: program });
	}

	const file = await open(program, 'r+');
	try {
		await file.write(bytes, 0, bytes.length, place.offset);
	} finally {
		await file.close();
	}
}
