import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../src/common/atomic-file.ts';
import { describeError } from '../src/common/errors.ts';
import { MADE_FROM, sourcesDigest } from '../src/installer/plan/stale-bundle.ts';
import { makeDist } from './bundle/make-dist.ts';
import { ARCHES, type Arch } from './runtime/arch.ts';
import { makeRuntime, plainRuntime } from './runtime/make-runtime.ts';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({ options: { arch: { type: 'string', default: 'x86_64' } } });

try {
	const arch = ARCHES.find((known) => known === values.arch);
	if (arch === undefined) {
		throw new Error(`--arch ${values.arch}: say ${ARCHES.join(' or ')}`);
	}

	const target = distOf(arch);
	const sources = await sourcesDigest(root);
	const { programs, files } = await makeDist(target, arch, await runtimeFor(arch));
	if (target === join(root, 'dist')) {
		await writeFileAtomic(join(root, MADE_FROM), `${sources}\n`);
	}

	console.log(`${target.slice(root.length + 1)}/: ${programs} programs, ${files} files`);
} catch (error) {
	console.error(`the programs could not be built: ${describeError(error)}`);
	process.exitCode = 1;
}

/** A host like this machine can do with its own loader and libraries; the roll, and older hosts, cannot. */
async function runtimeFor(arch: Arch): Promise<string> {
	try {
		return await makeRuntime(arch);
	} catch (error) {
		if (arch !== 'x86_64') {
			throw error;
		}

		console.error(`warning: the bundled Node will serve hosts like this one only: ${describeError(error)}`);
		return plainRuntime();
	}
}

/** This machine's own bundle is dist/; the other is only packed. */
function distOf(arch: Arch): string {
	return arch === 'x86_64' ? join(root, 'dist') : join(root, 'build/dist-i386');
}
