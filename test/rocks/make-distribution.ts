import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { baseName } from '../../iso/rocks/kroll.ts';
import { distribution, installDirectory, readState } from './state.ts';

/** `rocks-dist dist`, since 6 `rocks create distro`: the packages of all enabled rolls, and their profiles unpacked. */
export function makeDistribution(): string {
	const state = readState();
	const { top, rpms, build } = distribution(state);
	const said: string[] = [];
	const winners = new Map<string, { readonly path: string; readonly time: number }>();
	const arches = state.release === '5.0' && state.arch === 'x86_64' ? ['x86_64', 'i386'] : [state.arch];
	for (const { name, version } of state.rolls.filter((roll) => roll.enabled && roll.arch === state.arch)) {
		for (const arch of arches) {
			const packages = join(installDirectory(state), 'rolls', name, version, arch, 'RedHat/RPMS');
			if (existsSync(packages)) {
				said.push(`    including "${name}" (${version},${arch}) roll...`);
				choose(packages, winners);
			}
		}
	}

	rmSync(rpms, { recursive: true, force: true });
	rmSync(build, { recursive: true, force: true });
	mkdirSync(rpms, { recursive: true });
	mkdirSync(build, { recursive: true });
	for (const { path } of winners.values()) {
		symlinkSync(path, join(rpms, path.slice(path.lastIndexOf('/') + 1)));
	}

	if (state.release !== '5.0') {
		execFileSync('createrepo_c', ['-q', top], { stdio: 'ignore' });
	}

	for (const file of readdirSync(rpms).sort()) {
		const name = /^roll-(.+)-kickstart-[^-]+-[^-]+$/.exec(file)?.[1];
		if (name !== undefined) {
			said.push(`    installing "${name}" profiles...`);
			unpack(join(rpms, file), build);
		}
	}

	return `${said.join('\n')}\n`;
}

/** By base name and architecture, which come from the file's name; the newer file wins. */
function choose(directory: string, winners: Map<string, { readonly path: string; readonly time: number }>): void {
	for (const file of readdirSync(directory).filter((name) => name.endsWith('.rpm'))) {
		const key = `${baseName(file)} ${file.split('.').at(-2)}`;
		const time = statSync(join(directory, file)).mtimeMs;
		if (time >= (winners.get(key)?.time ?? 0)) {
			winners.set(key, { path: join(directory, file), time });
		}
	}
}

/** Its errors are thrown away, as Rocks does. */
function unpack(rpm: string, build: string): void {
	const options = ['--nodigest', '--force', '--nodeps', '--ignorearch', '--ignoreos'];
	try {
		execFileSync('rpm', ['-i', ...options, '--dbpath', join(build, 'var/lib/rpm'), '--prefix', build, rpm], {
			stdio: 'ignore',
		});
	} catch {
		// the roll is listed and does nothing
	}

	rmSync(join(build, 'var'), { recursive: true, force: true });
}
