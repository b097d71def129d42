import { mkdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import * as z from 'zod';
import { makeDist } from '../scripts/bundle/make-dist.ts';
import { ARCHES, type Arch } from '../scripts/runtime/arch.ts';
import { makeRuntime } from '../scripts/runtime/make-runtime.ts';
import { describeError } from '../src/common/errors.ts';
import { buildTimeOf } from './build-time.ts';
import { buildRpm } from './rpm/build-rpm.ts';
import { rpmErrors } from './rpm/errors.ts';
import { problemsOf } from './rpm/old-rpm.ts';
import { PACKAGES } from './rpm/packages/index.ts';
import { installedSize, readRpm } from './rpm/read-rpm.ts';

const root = resolve(import.meta.dirname, '..');

export interface RpmsOptions {
	/** Where the packages are put. */
	readonly out: string;
	/** Seconds since 1970 that everything bears. */
	readonly buildTime: number;
	/** Raise it for packages that must replace installed ones of the same version. Default 1. */
	readonly release?: string | undefined;
	/** The gpg key to sign with. */
	readonly signWith?: string | undefined;
	/** Told of each step and of each package, as soon as it is there. */
	readonly onStep?: (text: string) => void;
}

export interface BuiltRpm {
	readonly path: string;
	/** Bytes of the package. */
	readonly size: number;
	/** Bytes that it takes on a host. */
	readonly installed: number;
}

/**
 * Builds every package of Eucalyptus for one architecture from the source of this checkout, and reads each again as
 * rpm 4.4.2 would. In the order in which they must be installed.
 */
export async function buildRpms(arch: Arch, options: RpmsOptions): Promise<readonly BuiltRpm[]> {
	const { out, buildTime, signWith, onStep, release = '1' } = options;
	if (!/^\w[\w.]*$/.test(release)) {
		throw rpmErrors('RELEASE_STRANGE', { release });
	}

	await mkdir(out, { recursive: true });
	onStep?.(`Node and its libraries for ${arch}`);
	const runtime = await makeRuntime(arch);
	onStep?.(`programs for ${arch}`);
	const programs = join(root, `build/dist-${arch}`);
	await makeDist(programs, arch, runtime);
	const context = { arch, version: await versionOf(), release, runtime, programs };
	// The one with Node takes as long as all the others.
	const limit = pLimit(2);
	const results = PACKAGES.map((make) =>
		limit(async () => {
			const path = await buildRpm(make(context), { out, buildTime, signWith });
			const built = await measure(path);
			onStep?.(`${basename(path)}: ${megabytes(built.size)}, installed ${megabytes(built.installed)}`);
			return built;
		}),
	);
	// what fails is the last that is said
	await Promise.allSettled(results);
	return Promise.all(results);
}

async function measure(path: string): Promise<BuiltRpm> {
	const rpm = await readRpm(path);
	const [problem] = problemsOf(rpm, path);
	if (problem !== undefined) {
		throw rpmErrors('NOT_FOR_OLD_RPM', { path, rule: problem.id, problem: problem.text });
	}

	return { path, size: (await stat(path)).size, installed: installedSize(rpm) };
}

/** `1.1`: the version of the packages as the founding document gives it. */
async function versionOf(): Promise<string> {
	const { version } = packageSchema.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
	return version.replace(/\.0$/, '');
}

const packageSchema = z.object({ version: z.string() });

export function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}

if (import.meta.main) {
	const { values } = parseArgs({
		options: {
			arch: { type: 'string', multiple: true },
			out: { type: 'string', default: join(root, 'iso/out/rpms') },
			release: { type: 'string' },
			'sign-with': { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		console.log(`usage: node iso/rpms.ts [--arch x86_64|i386]... [--out DIR] [--release N] [--sign-with GPG-KEY]
Builds the RPMs of Eucalyptus, for both architectures unless told otherwise, into DIR/<arch> (iso/out/rpms).`);
	} else {
		try {
			const buildTime = await buildTimeOf(root);
			for (const name of values.arch ?? ARCHES) {
				const arch = ARCHES.find((known) => known === name);
				if (arch === undefined) {
					throw rpmErrors('ARCH_UNKNOWN', { arch: name, known: ARCHES.join(' or ') });
				}

				await buildRpms(arch, {
					out: join(resolve(values.out), arch),
					buildTime,
					release: values.release,
					signWith: values['sign-with'],
					onStep: (text) => console.log(text),
				});
			}
		} catch (error) {
			console.error(`the RPMs could not be built: ${describeError(error)}`);
			process.exitCode = 1;
		}
	}
}
