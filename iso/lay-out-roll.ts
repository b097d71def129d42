import { copyFile, link, mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rollXml } from './roll-xml.ts';
import { ROLL_NAME, type RollTarget } from './target.ts';

/**
 * Lays the tree of a roll's image out below an empty directory. Everything bears the time of the build: Rocks lets the
 * newer of two packages win by the dates of their files alone.
 */
export async function layOutRoll(directory: string, target: RollTarget, rpms: readonly string[]): Promise<void> {
	const { rocks, arch, buildTime } = target;
	const top = join(directory, ROLL_NAME, rocks, arch);
	const packages = join(top, 'RedHat/RPMS');
	await mkdir(packages, { recursive: true });
	await mkdir(join(top, 'SRPMS'));
	for (const rpm of rpms) {
		const there = join(packages, basename(rpm));
		await link(rpm, there).catch(() => copyFile(rpm, there));
	}

	await writeFile(join(top, `roll-${ROLL_NAME}.xml`), rollXml(target));
	await writeFile(join(directory, '.discinfo'), `${buildTime}.000000\n${ROLL_NAME}\n${arch}\n1\n`);
	await setTimes(directory, buildTime);
}

async function setTimes(directory: string, time: number): Promise<void> {
	for (const entry of await readdir(directory, { withFileTypes: true })) {
		const path = join(directory, entry.name);
		await (entry.isDirectory() ? setTimes(path, time) : utimes(path, time, time));
	}

	await utimes(directory, time, time);
}
