import { join } from 'node:path';
import { describeError } from '../src/common/errors.ts';
import { fetchSources } from './runtime/sources.ts';

// iso/out/sources: the source packages of everything of Debian's in the RPMs, as their licences ask of who passes them on.
const target = join(import.meta.dirname, '../iso/out/sources');
try {
	await fetchSources(target, {
		onSource: (name) => console.log(name),
		onMissing: (name, problem) =>
			console.log(
				`${name} is not to be had here (${problem}); its licence asks for its notice alone, which the RPMs hold`,
			),
	});
	console.log(`what the licences ask for is in ${target}`);
} catch (error) {
	console.error(`not all sources could be fetched: ${describeError(error)}`);
	process.exitCode = 1;
}
