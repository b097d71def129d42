import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { newControlGroup } from './control-group.ts';

test('a new rack takes away the groups of racks that are gone, and none of one that lives, empty as it may be', async () => {
	const rack = spawn('sleep', ['600']);
	const gone = spawn('true');
	await Promise.all([once(rack, 'spawn'), once(gone, 'exit')]);
	const living = newControlGroup(Number(rack.pid));
	const desk = living.child('desk');
	const left = newControlGroup(Number(gone.pid));
	left.child('desk');
	try {
		const other = newControlGroup(process.pid);
		expect([living.path, desk.path, left.path, other.path].map((path) => existsSync(path))).toEqual([
			true,
			true,
			false,
			true,
		]);
	} finally {
		rack.kill();
		await Promise.all([living, newControlGroup(process.pid)].map((group) => group.remove()));
	}
});
