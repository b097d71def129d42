import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../../../src/common/run.ts';
import { temporaryDirectory } from '../node-bench.ts';

const repository = join(import.meta.dirname, '../../../..');
const images = join(repository, 'build/test-image');
const id = 'i-3C5F0702';
const stranger = 'i-99999999';

interface Step {
	readonly step: string;
	readonly [fact: string]: unknown;
}

test('a real guest: key, console, kill -9 of the node, reboot, power failure, terminate, orphans', {
	timeout: 600_000,
}, async () => {
	if (!existsSync(join(images, 'vmlinuz'))) {
		await run(process.execPath, [join(repository, 'scripts/make-test-image.ts')], { timeoutMs: 120_000 });
	}

	const steps = await play();
	const step = (name: string) => steps.find((each) => each.step === name);
	expect(step('too late')).toBeUndefined();

	const running = { state: 'Extant', privateIp: expect.stringMatching(/^10\.77\.0\./) };
	expect(step('created')).toMatchObject({ state: 'Extant' });
	expect(step('booted')).toMatchObject(running);
	expect(step('booted')?.['publicIp']).toBe(step('booted')?.['privateIp']);
	// root, ephemeral (1 GB less the root), swap; logged in with the key that was injected
	expect(step('booted')?.['ssh']).toMatch(/16384 vda[\s\S]*1032192 vdb[\s\S]*65536 vdc[\s\S]*root$/);
	expect(step('console')).toMatchObject({ first: true, login: true });

	expect(step('node killed')?.['domains']).toContain(id);
	expect(step('node started again')).toMatchObject(running);
	expect(step('rebooted')).toMatchObject({ status: true, boots: 2, ...running });
	expect(step('node stopped')).toMatchObject({ stopStatus: 0, domains: expect.arrayContaining([id]) });
	expect(step('host down')).toMatchObject({ powerStatus: 0, domains: [stranger] });
	expect(step('host up')).toMatchObject({ ...running, domains: expect.arrayContaining([id]) });

	expect(step('terminated')).toMatchObject({ previousState: '1', state: 'Teardown', domains: [stranger], files: [] });
	expect(step('orphan')?.['domains']).toEqual([stranger]);
	expect(step('idle')?.['percentOfOneCore']).toBeLessThan(2);
	expect(step('end')?.['log']).toEqual([]);
});

/** The scenario on a host of its own; the process namespace takes everything that it started with it. */
async function play(): Promise<readonly Step[]> {
	const scratch = temporaryDirectory();
	chmodSync(scratch, 0o755); // the hypervisor's own user passes through
	const program = [process.execPath, join(import.meta.dirname, 'scenario.ts'), scratch, images];
	const { stdout } = await run(
		'unshare',
		[
			'-m',
			'-n',
			'-p',
			'-f',
			'--kill-child',
			'--mount-proc',
			join(import.meta.dirname, 'private-host.sh'),
			scratch,
			...program,
		],
		{ timeoutMs: 590_000, okCodes: [0, 1] },
	);
	return stdout
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as Step);
}
