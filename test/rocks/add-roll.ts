import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { openIso } from '../../iso/image/read-iso.ts';
import { elementsOf, parseXml, type XmlElement } from '../../iso/rocks/xml.ts';
import { installDirectory, RocksError, readState, writeState } from './state.ts';

/** `rocks add roll [clean=1] PATH.iso`: copies the roll's tree and notes it, not enabled. */
export function addRoll(path: string, clean: boolean): string {
	const state = readState();
	const full = path.startsWith('/') ? path : `${process.cwd()}/${path}`;
	if (!full.endsWith('.iso') || !existsSync(full)) {
		throw new RocksError(`error - file ${full} does not exist or is not an iso`);
	}

	const image = openIso(full);
	const said: string[] = [];
	try {
		// every roll-*.xml is taken for the description of a roll; whatever it lacks ends the command
		const found = image.entries.filter(({ kind, path: p }) => kind === 'file' && /^roll-.*\.xml$/.test(basename(p)));
		for (const description of found) {
			const roll = parseXml(description.read().toString('latin1'));
			const name = attribute(roll, 'name');
			const info = elementsOf(roll, 'info')[0];
			const [version, arch] = [attribute(info, 'version'), attribute(info, 'arch')];
			const top = join(installDirectory(state), 'rolls', name);
			const target = state.release === '5.0' ? top : join(top, version, arch);
			if (clean && existsSync(target)) {
				if (state.release !== '5.0') {
					said.push(`Cleaning ${name} version ${version} for ${arch} from the Rolls directory`);
				}

				rmSync(target, { recursive: true });
			}

			said.push(`Copying ${name} to Rolls.....`);
			for (const entry of image.entries.filter(({ path: p, kind }) => p.startsWith(`${name}/`) && kind === 'file')) {
				const to = join(installDirectory(state), 'rolls', entry.path);
				mkdirSync(dirname(to), { recursive: true });
				writeFileSync(to, entry.read());
				utimesSync(to, entry.time / 1000, entry.time / 1000); // cpio -m
			}

			if (!state.rolls.some((known) => known.name === name && known.version === version && known.arch === arch)) {
				state.rolls.push({ name, version, arch, enabled: false });
			}
		}
	} finally {
		image.close();
	}

	writeState(state);
	return `${said.join('\n')}\n`;
}

function attribute(element: XmlElement | undefined, name: string): string {
	const value = element?.attributes[name];
	if (value === undefined) {
		throw new Error(`KeyError: '${name}'`);
	}

	return value;
}
