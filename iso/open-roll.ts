import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { messageOf } from '../src/common/errors.ts';
import { withScratch } from '../src/common/scratch.ts';
import { type IsoEntry, type IsoImage, openIso } from './image/read-iso.ts';
import { type CpioFile, readPayload } from './payload.ts';
import { parseXml, type XmlElement } from './rocks/xml.ts';
import { damageOf } from './rpm/damage.ts';
import { type Rpm, readRpm, strings, TAG } from './rpm/read-rpm.ts';
import { RELEASES, ROLL_NAME, type RocksRelease } from './target.ts';

/** An RPM of the roll, unpacked. */
export interface RollRpm {
	/** In the image. */
	readonly path: string;
	/** Where it was unpacked to. */
	readonly file: string;
	/** What its header says, or why it cannot be read. */
	readonly rpm: Rpm | undefined;
	readonly problem: string | undefined;
	/** In what its bytes are not those that were built. */
	readonly damage: string | undefined;
}

/** An XML text and what it is, or why it is none. */
export interface XmlFile {
	readonly path: string;
	readonly text: string;
	readonly root: XmlElement | undefined;
	readonly problem: string | undefined;
}

/** A roll's image, taken apart as far as it can be. */
export interface Roll {
	readonly fileName: string;
	readonly image: IsoImage;
	/** Every `roll-*.xml` of the image. */
	readonly descriptions: readonly XmlFile[];
	/** As most of its directory, description, file name, label and kickstart package say. */
	readonly name: string;
	/** The release that it is for, as most of its directories, its description and its file name say; 5.0 if none does. */
	readonly rocks: RocksRelease;
	readonly arch: string;
	/** Binary packages; the kickstart package is one of them. */
	readonly rpms: readonly RollRpm[];
	/** What the kickstart package holds, by path below /export/profile (or /, if it is not relocatable). */
	readonly profile: ReadonlyMap<string, CpioFile> | undefined;
	/** Why it cannot be looked into. */
	readonly profileProblem: string | undefined;
	readonly nodes: readonly XmlFile[];
	readonly graphs: readonly XmlFile[];
}

/** Unpacks a roll's image into a directory of its own, hands it over and cleans up. Throws an Error if it is no image. */
export async function withRoll<T>(path: string, work: (roll: Roll) => Promise<T>): Promise<T> {
	const image = openIso(path);
	try {
		return await withScratch(mkdtempSync(join(tmpdir(), 'euca-roll-')), async (directory) =>
			work(await takeApart(basename(path), image, directory)),
		);
	} finally {
		image.close();
	}
}

async function takeApart(fileName: string, image: IsoImage, directory: string): Promise<Roll> {
	const files = image.entries.filter(({ kind }) => kind === 'file');
	const descriptions = files
		.filter(({ path }) => /^roll-.*\.xml$/.test(basename(path)))
		.map((entry) => xmlFile(entry.path, entry.read().toString('latin1')));
	const [top, release, machine] = descriptions[0]?.path.split('/').slice(0, -1) ?? [];
	const said = descriptions[0]?.root;
	const info = said?.children.find((child) => typeof child !== 'string' && child.name === 'info');
	const { version, arch } = typeof info === 'object' ? info.attributes : {};
	const named = /^(.*)-([^-]+)-[^-]+\.([^.]+)\.disk\d+\.iso$/.exec(fileName);
	const rpms = await Promise.all(
		files
			.filter(({ path }) => path.endsWith('.rpm') && !/(^|\/)SRPMS\//.test(path))
			.map((entry) => unpack(entry, directory)),
	);
	const kickstarts = rpms.map(({ path }) => /^roll-(.+)-kickstart-[^-]+-[^-]+\.rpm$/.exec(basename(path))?.[1]);
	const labelled = /^(.+) disk\d+$/.exec(image.label)?.[1];
	const names = [top, said?.attributes['name'], named?.[1], labelled, ...kickstarts];
	const name = mostSaid(names.filter((word) => word !== undefined)) ?? ROLL_NAME;
	const profile = profileOf({ name, rpms });
	const texts = [...(profile.files ?? [])].map(([path, { content }]) => ({ path, text: content.toString('latin1') }));
	const inFolder = (folder: string) =>
		texts.filter(({ path }) => dirname(path) === folder && path.endsWith('.xml')).map((f) => xmlFile(f.path, f.text));
	return {
		fileName,
		name,
		image,
		descriptions,
		rocks: mostSaid([release, version, named?.[2]].filter(isRelease)) ?? '5.0',
		arch: mostSaid([machine, arch, named?.[3]].filter((word) => word !== undefined)) ?? 'x86_64',
		rpms,
		profile: profile.files,
		profileProblem: profile.problem,
		nodes: inFolder('nodes'),
		graphs: inFolder('graphs/default'),
	};
}

/** The word that most say; of words that are said as often the first. One that is wrong is then told once. */
function mostSaid<T extends string>(words: readonly T[]): T | undefined {
	const times = (word: T) => words.filter((other) => other === word).length;
	return words.toSorted((a, b) => times(b) - times(a))[0];
}

function isRelease(version: string | undefined): version is RocksRelease {
	return version !== undefined && Object.hasOwn(RELEASES, version);
}

function xmlFile(path: string, text: string): XmlFile {
	try {
		return { path, text, root: parseXml(text), problem: undefined };
	} catch (error) {
		return { path, text, root: undefined, problem: messageOf(error).split('\n')[0] };
	}
}

async function unpack(entry: IsoEntry, directory: string): Promise<RollRpm> {
	const { path } = entry;
	const file = join(directory, path);
	const bytes = entry.read();
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, bytes);
	try {
		const rpm = await readRpm(file);
		return { path, file, rpm, problem: undefined, damage: damageOf(rpm, bytes) };
	} catch (error) {
		// where it was unpacked to is nobody's business
		return { path, file, rpm: undefined, problem: messageOf(error).replace(`${file} is`, 'it is'), damage: undefined };
	}
}

/** The kickstart packages of the roll, as Rocks finds them: by file name. The roll's own comes first. */
export function kickstartRpms({ name, rpms }: Pick<Roll, 'name' | 'rpms'>): readonly RollRpm[] {
	const found = rpms.filter(({ path }) => /^roll-.*kickstart-[^-]+-[^-]+\.rpm$/.test(basename(path)));
	const isOwn = ({ path }: RollRpm) => basename(path).startsWith(`roll-${name}-`);
	return [...found.filter(isOwn), ...found.filter((rpm) => !isOwn(rpm))];
}

interface ProfileResult {
	readonly files: ReadonlyMap<string, CpioFile> | undefined;
	readonly problem: string | undefined;
}

function profileOf(roll: Pick<Roll, 'name' | 'rpms'>): ProfileResult {
	const [found] = kickstartRpms(roll);
	if (found?.rpm === undefined) {
		return { files: undefined, problem: found?.problem };
	}

	const prefix = strings(found.rpm.header, TAG.prefixes)[0] ?? '';
	try {
		const files = readPayload(readFileSync(found.file).subarray(found.rpm.start + 16 + found.rpm.header.size));
		const below = files.filter(({ path }) => path.startsWith(`${prefix}/`));
		return {
			files: new Map(below.map((file) => [file.path.slice(prefix.length + 1), file])),
			problem: undefined,
		};
	} catch (error) {
		return { files: undefined, problem: messageOf(error) };
	}
}
