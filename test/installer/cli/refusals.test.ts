import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../../../src/common/run.ts';

const program = join(import.meta.dirname, '../../../bin/euca-setup');
const SITE = 'version: 1\ncloud: { host: front }\nclusters: [{ name: lab, host: front, nodes: [n1] }]\n';
let cwd = '';
beforeEach(() => {
	cwd = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const setup = (...words: string[]) => run(program, words, { cwd, okCodes: [0, 1, 2] });

const refused = async (name: string, ...words: string[]) => {
	const { exitCode, stdout, stderr } = await setup(...words, name);
	expect(exitCode).toBe(1);
	expect(stdout).toBe('');
	expect(stderr).toContain(`${JSON.stringify(name)} is not a host name`);
};

test.each([
	'-oProxyCommand=id',
	'a b',
	'node1;reboot',
	'$(reboot)',
	'node1\nnode2',
	'../x',
	'',
	'node1.',
	'a'.repeat(64),
	'10.1.1.256',
])('the host name %j is refused, by name, before anything is looked at', async (name) => {
	await refused(name, 'probe', '--');
	expect(readdirSync(cwd)).toEqual([]);
});

test('so it is by those who change something', async () => {
	writeFileSync(join(cwd, 'site.yaml'), SITE);
	await refused('node1;reboot', 'add-node');
	await refused('node1;reboot', 'remove-node');
	expect((await setup('plan', '--host', 'node1;reboot')).exitCode).toBe(1);
	expect(readdirSync(cwd)).toEqual(['site.yaml']);
});

test('a wrong name in an option is named as well', async () => {
	expect((await setup('--probe', '--nodes', 'n1,n;2')).stderr).toContain('"n;2" is neither');
});

test.each(['plan', 'rollback', 'add-node n1', 'remove-node n1', 'support'])(
	'%s without a site file says how to get one, to people and to programs',
	async (command) => {
		const { exitCode, stdout, stderr } = await setup(...command.split(' '), '--json');
		expect(exitCode).toBe(1);
		expect(stderr).toMatch(/^euca-setup: site.yaml does not exist\n {2}what to do: euca-setup --probe/);
		expect(JSON.parse(stdout)).toMatchObject({
			code: 'NO_SITE',
			level: 'error',
			text: 'site.yaml does not exist',
			next: expect.stringContaining('--probe'),
		});
	},
);
