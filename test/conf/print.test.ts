import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/common/run.ts';
import { CONF_KEYS, type ConfKey } from '../../src/conf/keys.ts';
import { parseConf } from '../../src/conf/parse.ts';
import { printConf } from '../../src/conf/print.ts';
import type { ConfType } from '../../src/conf/types.ts';
import { anyConf } from './arbitrary-conf.ts';

let dir = '';
beforeAll(() => {
	dir = mkdtempSync(join(tmpdir(), 'conf-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What a shell that sources the text has in each variable. */
async function shellReads(text: string, keys: readonly string[]): Promise<readonly string[]> {
	const file = join(dir, 'eucalyptus.conf');
	writeFileSync(file, text);
	const script = `. "$1"; shift; for key in "$@"; do eval "printf '%s\\n' \\"\\$$key\\""; done`;
	const { stdout } = await run('sh', ['-euc', script, 'sh', file, ...keys]);
	return stdout.split('\n').slice(0, -1);
}

test('any configuration that is printed is read back equal by our parser', () => {
	fc.assert(
		fc.property(anyConf, (conf) => {
			expect(parseConf(printConf(conf), 'c')).toEqual(conf);
		}),
		{ numRuns: 300 },
	);
});

test('any configuration that is printed is read back equal by a shell that sources it', async () => {
	const keys = Object.keys(CONF_KEYS) as ConfKey[];
	await fc.assert(
		fc.asyncProperty(anyConf, async (conf) => {
			const printed = keys.map((key) => (CONF_KEYS[key].type as unknown as ConfType<unknown>).print(conf[key]));
			expect(await shellReads(printConf(conf), keys)).toEqual(printed);
		}),
		{ numRuns: 40 },
	);
});

test('10 000 nodes on one line are printed and parsed in under a second of processor time each', () => {
	const nodes = Array.from({ length: 10_000 }, (_, index) => `compute-${index}.cluster.example.org`);
	const start = process.threadCpuUsage();
	const text = printConf({ NODES: nodes });
	const printed = process.threadCpuUsage();
	expect(parseConf(text, 'c').NODES).toEqual(nodes);
	expect(Math.max(...text.split('\n').map((line) => line.length))).toBeGreaterThan(65_536);
	expect(printed.user - start.user).toBeLessThan(1_000_000);
	expect(process.threadCpuUsage().user - printed.user).toBeLessThan(1_000_000);
});

test('a shell sources a value of more than 64 KiB', async () => {
	const nodes = Array.from({ length: 10_000 }, (_, index) => `compute-${index}`);
	expect(await shellReads(printConf({ NODES: nodes }), ['NODES'])).toEqual([nodes.join(' ')]);
});

test('only the given keys stand in the file, each once and under its comment', () => {
	expect(printConf({ NC_PORT: 9090, EUCALYPTUS: '/opt/x', MAX_MEM: undefined }, ['A heading.'])).toBe(`# A heading.

# Where Eucalyptus is installed.
EUCALYPTUS="/opt/x"

# Port of the node controllers; must differ from CC_PORT where both run on one host.
NC_PORT="9090"

# Most memory (MB) that instances may use together; never more than there is.
MAX_MEM=""
`);
});

test('a value that the key does not admit, or that a shell would change, is not printed', () => {
	expect(() => printConf({ NC_PORT: 99_999 })).toThrow(/65535/);
	expect(() => printConf({ INSTANCE_PATH: '/a$(reboot)' })).toThrow(/expected an absolute directory/);
	expect(() => printConf({ NODES: ['a"; reboot; "'] })).toThrow(/host names/);
});
