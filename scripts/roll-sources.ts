import { join } from 'node:path';
import { describeError } from '../src/common/errors.ts';
import { fetchSources } from './runtime/debian-packages.ts';

// iso/out/sources: the source packages of everything of Debian's in the RPMs, as their licences ask of who passes them on.
const target = join(import.meta.dirname, '../iso/out/sources');
try {
	await fetchSources(target, (name) => console.log(name));
	console.log(`all sources are in ${target}`);
} catch (error) {
	console.error(`not all sources could be fetched: ${describeError(error)}`);
	process.exitCode = 1;
}
