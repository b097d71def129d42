import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
	appendFileSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../../../src/common/run.ts';
import { openReplayStore } from '../../../../src/runtime/wire/security/replay-store.ts';
import { accepts, LATER, NOW } from './replay-times.ts';

let directory: string;
let file: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'replay-'));
	file = join(directory, 'state', 'replay');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('the file of a replay store', () => {
	it('looks for what is over once in a minute, and then writes only what still counts', () => {
		const store = openReplayStore({ file, now: NOW });
		const lines = () => readFileSync(file, 'latin1').split('\n').length - 1;
		const fill = (name: string, now: number) => {
			for (let i = 0; i < 1500; i += 1) {
				accepts(store, `${name} ${i}`, now, now);
			}
		};
		fill('first', NOW);
		accepts(store, 'last of the first minute', NOW + 59_999);
		expect(lines()).toBe(1501);
		accepts(store, 'first of the second minute', NOW + 60_000);
		expect(lines()).toBe(2);
		fill('second', NOW + 60_001);
		accepts(store, 'last of the second minute', NOW + 119_999);
		expect(lines()).toBe(1503);
		accepts(store, 'first of the third minute', NOW + 120_000);
		expect(lines()).toBe(4);
		store.close();
	});

	it('appends lines as long as most of them still count', () => {
		const store = openReplayStore({ file, now: NOW });
		const sameFile = join(directory, 'same');
		linkSync(file, sameFile);
		for (let i = 0; i < 3000; i += 1) {
			accepts(store, `m ${i}`, NOW + i * 100, NOW + 3_600_000);
		}

		// five minutes, so five looks at what has expired, and nothing has
		expect(statSync(sameFile).nlink).toBe(2);
		store.close();
	});

	it('holds one descriptor, however often the file is written anew, and none when it is closed', () => {
		const open = () =>
			readdirSync('/proc/self/fd').filter((fd) => {
				try {
					return readlinkSync(`/proc/self/fd/${fd}`).startsWith(file);
				} catch {
					return false; // it was that of the list itself
				}
			}).length;
		const store = openReplayStore({ file, now: NOW });
		for (let i = 0; i < 5000; i += 1) {
			accepts(store, `m ${i}`, NOW + i * 1000, NOW + i * 1000 + 10);
		}

		expect(open()).toBe(1);
		store.close();
		expect(open()).toBe(0);
		store.close();
	});

	it('goes on when the disk is full, reports it once, and writes all when there is room again', async () => {
		const disk = join(directory, 'disk');
		mkdirSync(disk);
		await run('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]);
		try {
			const path = join(disk, 'replay');
			const problems: unknown[] = [];
			const store = openReplayStore({ file: path, now: NOW, onWriteError: (error) => problems.push(error) });
			writeFileSync(join(disk, 'other'), Buffer.alloc(8192));
			for (let i = 0; i < 200; i += 1) {
				accepts(store, `m ${i}`);
			}

			expect(problems).toMatchObject([{ code: 'ENOSPC' }]);
			expect(accepts(store, 'm 199')).toBe(false);
			await run('mount', ['-o', 'remount,size=1m', disk]);
			accepts(store, 'next');
			expect(problems).toHaveLength(1);
			store.close();
			const after = openReplayStore({ file: path, now: NOW });
			for (let i = 0; i < 200; i += 1) {
				expect(accepts(after, `m ${i}`), `m ${i}`).toBe(false);
			}

			after.close();
		} finally {
			await run('umount', ['-l', disk]);
		}
	});

	it('knows it to the end of its last millisecond, also after a restart, and no longer', () => {
		const before = openReplayStore({ file, now: NOW });
		accepts(before, 'a', NOW, LATER);
		before.close();
		const after = openReplayStore({ file, now: LATER });
		expect(accepts(after, 'a', LATER)).toBe(false);
		expect(accepts(after, 'a', LATER + 1)).toBe(true);
		after.close();
	});

	it('keeps what has not expired when it makes room, and makes it once in a minute', () => {
		const store = openReplayStore({ file, now: NOW, limit: 3 });
		accepts(store, 'short', NOW, NOW + 1000);
		accepts(store, 'long', NOW, LATER);
		accepts(store, 'longer', NOW, LATER);
		// full, and one of them is over
		expect(accepts(store, 'next', NOW + 1001, LATER)).toBe(true);
		expect(accepts(store, 'long', NOW + 1001)).toBe(false);
		expect(() => store.remember(Buffer.from('more'), LATER, NOW + 1002)).toThrow(/more than 3 messages/);
		store.close();
	});

	it('takes no line that is only like one', () => {
		const hash = createHash('sha256').update('a').digest('base64');
		const line = `${LATER} ${hash}`;
		for (const [text, known] of [
			[line, true],
			[`x${line}`, false],
			[`${line}x`, false],
			[`${line} `, false],
			[hash, false],
			[`${LATER} `, false],
		] as const) {
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file, `${text}\n`);
			const store = openReplayStore({ file, now: NOW });
			expect(accepts(store, 'a'), text).toBe(!known);
			store.close();
		}
	});

	it('writes nothing when it has no file, and needs none', () => {
		const problems: unknown[] = [];
		const store = openReplayStore({ now: NOW, onWriteError: (error) => problems.push(error) });
		for (let i = 0; i < 2000; i += 1) {
			accepts(store, `m ${i}`, NOW + i * 1000, NOW + i * 1000 + 10);
		}

		store.close();
		expect(problems).toEqual([]);
	});

	it('reports a file that fails again after it had worked again', () => {
		const problems: unknown[] = [];
		const store = openReplayStore({ file, now: NOW, onWriteError: (error) => problems.push(error) });
		const fill = (from: number) => {
			for (let i = from; i < from + 1500; i += 1) {
				accepts(store, `m ${i}`, NOW + i * 1000, NOW + i * 1000 + 10);
			}
		};
		fill(0);
		mkdirSync(`${file}.new`);
		fill(1500);
		expect(problems).toHaveLength(1);
		rmSync(`${file}.new`, { recursive: true });
		fill(3000);
		mkdirSync(`${file}.new`);
		fill(4500);
		expect(problems).toHaveLength(2);
		store.close();
	});

	it('knows it after a restart, and the file is for nobody else', () => {
		const before = openReplayStore({ file, now: NOW });
		expect(accepts(before, 'a')).toBe(true);
		before.close();
		expect(statSync(file).mode & 0o777).toBe(0o600);
		const after = openReplayStore({ file, now: NOW + 1000 });
		expect(accepts(after, 'a', NOW + 1000)).toBe(false);
		expect(accepts(after, 'b', NOW + 1000)).toBe(true);
		after.close();
	});

	it('survives a line cut off in the middle, and lines that are none', () => {
		const before = openReplayStore({ file, now: NOW });
		accepts(before, 'a');
		accepts(before, 'b');
		before.close();
		truncateSync(file, statSync(file).size - 10);
		const after = openReplayStore({ file, now: NOW });
		expect(accepts(after, 'a')).toBe(false);
		expect(accepts(after, 'c')).toBe(true);
		after.close();
		appendFileSync(file, 'no line at all\n9999999999999 short\n');
		const third = openReplayStore({ file, now: NOW });
		expect([accepts(third, 'a'), accepts(third, 'c')]).toEqual([false, false]);
		third.close();
		expect(readFileSync(file, 'utf8')).not.toContain('no line');
	});

	it('starts with a small file, however long the last process ran', () => {
		const before = openReplayStore({ file, now: NOW });
		for (let i = 0; i < 500; i += 1) {
			accepts(before, `old ${i}`);
		}

		before.close();
		openReplayStore({ file, now: LATER + 1 }).close();
		expect(statSync(file).size).toBe(0);
	});

	it('keeps the file bounded while it runs', () => {
		const store = openReplayStore({ file, now: NOW });
		let largest = 0;
		for (let i = 0; i < 20_000; i += 1) {
			accepts(store, `message ${i}`, NOW + i * 1000, NOW + i * 1000 + 60_000);
			largest = i % 100 === 0 ? Math.max(largest, statSync(file).size) : largest;
		}

		store.close();
		expect(largest).toBeLessThan(120_000);
	});

	it('goes on in memory when the file cannot be written, reports it once, and writes all when it can again', () => {
		mkdirSync(`${file}.new`, { recursive: true });
		const problems: unknown[] = [];
		const store = openReplayStore({ file, now: NOW, onWriteError: (error) => problems.push(error) });
		expect([accepts(store, 'a'), accepts(store, 'a'), accepts(store, 'b')]).toEqual([true, false, true]);
		expect(problems).toHaveLength(1);
		rmSync(`${file}.new`, { recursive: true });
		accepts(store, 'c');
		store.close();
		const after = openReplayStore({ file, now: NOW });
		expect(['a', 'b', 'c'].map((each) => accepts(after, each))).toEqual([false, false, false]);
		after.close();
	});

	it('loses nothing that was accepted before kill -9', async () => {
		const program = join(import.meta.dirname, 'fixtures/euca-replay-writer.ts');
		for (let round = 0; round < 3; round += 1) {
			const target = join(directory, `round-${round}`);
			const child = spawn(process.execPath, [program, target, String(NOW)], { stdio: ['ignore', 'pipe', 'inherit'] });
			let output = '';
			child.stdout.on('data', (chunk: Buffer) => {
				output += chunk.toString();
				if (output.length > 2000 * (round + 1)) {
					child.kill('SIGKILL');
				}
			});
			await once(child, 'close');
			const accepted = output.split('\n').filter((line, i, all) => line !== '' && i < all.length - 1);
			expect(accepted.length).toBeGreaterThan(100);
			const store = openReplayStore({ file: target, now: NOW });
			for (const number of accepted) {
				expect(accepts(store, `signature ${number}`), number).toBe(false);
			}

			store.close();
		}
	});
});
