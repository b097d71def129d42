import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { imagePath } from '../../../../src/runtime/cloud/images/image-files.ts';
import { type Identities, makeIdentities } from '../support/identities.ts';
import { removeDirectory, startTestEngine, temporaryDirectory } from '../support/test-cloud.ts';

let identities: Identities;
let directory: string;

beforeAll(async () => {
	identities = await makeIdentities();
});

beforeEach(async () => {
	directory = await temporaryDirectory();
});

afterEach(() => removeDirectory(directory));

it('loses nothing that was acknowledged, and keeps nothing half done, when killed in mid-write', async () => {
	const acknowledged: string[] = [];
	for (let round = 0; round < 4; round += 1) {
		acknowledged.push(...(await writeUntilKilled(250 + 90 * round)));
	}

	expect(acknowledged.length).toBeGreaterThan(20);
	const running = await startTestEngine(directory, identities);
	const images = await running.engine.images.visibleTo(running.admin);
	const instances = await running.engine.instances.visibleTo(running.admin);
	const kept = new Set([
		...images.map(({ id }) => id),
		...(await running.engine.keyPairs.ofOwner(running.admin)).map(({ name }) => name),
		...instances.map(({ id }) => id),
	]);
	const ended = new Set(instances.filter(({ state }) => state !== 'pending').map(({ id }) => id));
	for (const line of acknowledged) {
		const [first, ...ids] = line.split(' ');
		for (const id of first === 'ended' ? ids : [first ?? '', ...ids]) {
			expect((first === 'ended' ? ended : kept).has(id), line).toBe(true);
		}
	}

	// Reservations are whole, and every image that is offered has its file.
	const bySize = Map.groupBy(instances, ({ reservationId }) => reservationId);
	expect(new Set([...bySize.values()].map(({ length }) => length))).toEqual(new Set([3]));
	expect(images.filter((image) => !existsSync(imagePath(join(directory, 'registered'), image)))).toEqual([]);
	await running.close();
});

/** What the writer acknowledged in whole lines before the kill. */
function writeUntilKilled(ms: number): Promise<string[]> {
	const writer = join(import.meta.dirname, '../support/writer.ts');
	const child = spawn(process.execPath, [writer, directory, identities.cluster.certificatePem], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let output = '';
	child.stdout.on('data', (data: Buffer) => {
		if (output === '') {
			setTimeout(() => child.kill('SIGKILL'), ms);
		}

		output += data.toString();
	});
	return new Promise((resolve) => {
		child.on('close', () => resolve(output.split('\n').slice(0, -1)));
	});
}
