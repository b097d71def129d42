import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../../../src/common/run.ts';
import { COMMANDS } from '../../../src/installer/cli/commands.ts';
import { REACHES_HOSTS } from '../../../src/installer/cli/ssh-flags.ts';

const program = join(import.meta.dirname, '../../../src/installer/cli/euca-sync-key.ts');
const sync = (...words: string[]) => run(process.execPath, [program, ...words], { okCodes: [0, 1] });

async function conf(lines: string): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'euca-sync-'));
	onTestFinished(() => rm(directory, { recursive: true, force: true }));
	const path = join(directory, 'eucalyptus.conf');
	await writeFile(path, `EUCALYPTUS="${directory}"\n${lines}`);
	return path;
}

test('whatever says how hosts are reached is said to every command alike', async () => {
	const { stdout, exitCode } = await sync('-h');
	expect(exitCode).toBe(0);
	const reaching = COMMANDS.filter(({ options }) => options.some(({ flags }) => flags === '--legacy-ssh'));
	expect(reaching.map(({ name }) => name)).toEqual(expect.arrayContaining(['probe', 'apply', 'add-node', 'uninstall']));
	for (const { flags } of REACHES_HOSTS) {
		expect(stdout).toContain(`  ${flags} `);
		for (const { options } of reaching) {
			expect(options.filter((option) => option.flags === flags)).toHaveLength(1);
		}
	}
});

test('a value that cannot be one is refused by the name of its option', async () => {
	const { stderr, exitCode } = await sync('--jump', '-oProxyCommand=id', '-c', await conf('NODES="n1"\n'));
	expect(exitCode).toBe(1);
	expect(stderr).toMatch(/jump/);
	expect((await sync('--jump=-oProxyCommand=id', '-c', await conf('NODES="n1"\n'))).stderr).toContain('--jump');
});

test('where the keys of nodes are not, it says so and where to go', async () => {
	const { stderr, exitCode } = await sync('-c', await conf('START_NC="Y"\n'), 'node1');
	expect(exitCode).toBe(1);
	expect(stderr).toContain('lacks cloud-cert.pem, cluster-cert.pem, node-cert.pem, node-pk.pem');
	expect(stderr).toMatch(/what to do: .*front-end .*head of a cluster/);
});

test('on a cloud without a cluster of its own, no nodes are explained', async () => {
	const { stdout, exitCode } = await sync('-c', await conf('START_CLOUD="Y"\n'));
	expect(exitCode).toBe(0);
	expect(stdout).toContain('NODES is on the head of a cluster');
});

test.each([
	[['-f'], "unknown option '-f'"],
	[['--colour', 'n1'], "unknown option '--colour'"],
	[['-c'], "option '-c' lacks its value"],
	[['--jump=;'], 'the option --jump must be'],
])('%j is refused in words of its own, with where to look', async (words, problem) => {
	const { stdout, stderr, exitCode } = await sync(...words);
	expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
	expect(stderr).toContain(`euca_sync_key: ${problem}`);
	expect(stderr).toMatch(/\n {2}what to do: .*-h/);
	expect(stderr).not.toContain('positional');
});
