import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeError } from '../src/common/errors.ts';
import { buildRoll } from './build-roll.ts';
import { buildTimeOf } from './build-time.ts';
import { isoErrors } from './errors.ts';
import { buildRpms, megabytes } from './rpms.ts';
import { type Arch, RELEASES, type RocksRelease } from './target.ts';

const USAGE = `usage: node iso/make-roll.ts [--rocks 5.0|6.2|7.0]... [--arch x86_64|i386]... [--out DIR] [--release N] [--sign-with GPG-KEY]

Builds the RPMs and puts them into the roll's image, for each architecture that the release of Rocks runs on unless
told otherwise: DIR/eucalyptus-<rocks>-1.<arch>.disk1.iso (iso/out). Looks at each as Rocks would, and says what it weighs.`;

const root = resolve(import.meta.dirname, '..');
const begin = Date.now();

try {
	await main();
} catch (error) {
	console.error(`the roll could not be built: ${describeError(error)}`);
	process.exitCode = 1;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			rocks: { type: 'string', multiple: true, default: ['5.0'] },
			arch: { type: 'string', multiple: true },
			out: { type: 'string', default: join(root, 'iso/out') },
			release: { type: 'string' },
			'sign-with': { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		console.log(USAGE);
		return;
	}

	const targets = values.rocks
		.map(releaseOf)
		.flatMap((rocks) => archesOf(rocks, values.arch).map((arch) => ({ rocks, arch })));
	const out = resolve(values.out);
	const buildTime = await buildTimeOf(root);
	for (const { rocks, arch } of targets) {
		const rpms = await buildRpms(arch, {
			out: join(out, 'rpms', arch),
			buildTime,
			release: values.release,
			signWith: values['sign-with'],
			onStep: step,
		});
		const paths = rpms.map(({ path }) => path);
		const { path, size } = await buildRoll({ rocks, arch, buildTime }, { rpms: paths, out, onStep: step });
		const biggest = Math.max(...rpms.map((rpm) => rpm.size));
		step(`${shown(path)}: ${megabytes(size)}, of which Node and its libraries ${megabytes(biggest)}`);
	}
}

function shown(path: string): string {
	const below = relative(process.cwd(), path);
	return below.startsWith('..') ? path : below;
}

function step(text: string): void {
	console.log(`[${((Date.now() - begin) / 1000).toFixed(1).padStart(5)} s] ${text}`);
}

function releaseOf(name: string): RocksRelease {
	const releases = Object.keys(RELEASES) as RocksRelease[];
	const found = releases.find((release) => release === name);
	if (found === undefined) {
		throw isoErrors('RELEASE_UNKNOWN', { rocks: name, known: releases.join(', ') });
	}

	return found;
}

function archesOf(rocks: RocksRelease, wanted: readonly string[] | undefined): readonly Arch[] {
	const known: readonly Arch[] = RELEASES[rocks].arches;
	const stranger = wanted?.find((name) => !known.some((arch) => arch === name));
	if (stranger !== undefined) {
		throw isoErrors('ARCH_NOT_OF_RELEASE', { rocks, arch: stranger, known: known.join(', ') });
	}

	return wanted === undefined ? known : known.filter((arch) => wanted.includes(arch));
}
