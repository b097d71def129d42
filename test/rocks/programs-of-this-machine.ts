import { execFileSync, spawnSync } from 'node:child_process';

/** The programs, modules and libraries of Debian packages with the libraries that they need, as a tar archive. */
export function programsOfThisMachine(packages: readonly string[]): Buffer {
	const lines = (program: string, args: readonly string[]) =>
		spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).stdout.split('\n');
	const files = lines('dpkg', ['-L', ...packages]).filter((path) => /^\/usr\/(bin|lib)\/./.test(path));
	// ldd complains of scripts, which does not matter
	const linked = lines(
		'ldd',
		files.filter((path) => /^\/usr\/bin\/|\.so[.\d]*$/.test(path)),
	);
	const libraries = linked.flatMap((line) => /=> (\/\S+)/.exec(line)?.[1] ?? []);
	const list = [...new Set([...files, ...libraries])].join('\n');
	const options = ['-C', '/', '-cf', '-', '--dereference', '--no-recursion', '--files-from', '-'];
	return execFileSync('tar', options, { input: list, maxBuffer: 256 * 1024 * 1024, stdio: ['pipe', 'pipe', 'ignore'] });
}
