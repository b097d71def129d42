import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
	appendFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReplayStore, type ReplayStore } from '../../../../src/runtime/wire/security/replay-store.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const LATER = NOW + 600_000;
let directory: string;
let file: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'replay-'));
	file = join(directory, 'state', 'replay');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function accepts(store: ReplayStore, signature: string, now = NOW, until = now + 600_000): boolean {
	try {
		store.remember(Buffer.from(signature), until, now);
		return true;
	} catch (error) {
		expect(error).toMatchObject({ code: 'WSS_REPLAYED' });
		return false;
	}
}

describe('the replay store', () => {
	it('knows what it has seen until it expires', () => {
		const store = openReplayStore({ now: NOW });
		expect(accepts(store, 'a')).toBe(true);
		expect(accepts(store, 'a', LATER)).toBe(false);
		expect(accepts(store, 'a', LATER + 1)).toBe(true);
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

	it('appends lines as long as most of them still count, and holds one descriptor', () => {
		const store = openReplayStore({ file, now: NOW });
		const before = readdirSync('/proc/self/fd').length;
		const inode = statSync(file).ino;
		for (let i = 0; i < 3000; i += 1) {
			accepts(store, `m ${i}`, NOW + i * 100, NOW + 3_600_000);
		}

		// five minutes, so five looks at what has expired, and nothing has
		expect(statSync(file).ino).toBe(inode);
		expect(readdirSync('/proc/self/fd').length).toBe(before);
		store.close();
		expect(readdirSync('/proc/self/fd').length).toBe(before - 1);
		store.close();
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

	it('is bounded in memory and says so, and has room again when the old ones have expired', () => {
		const store = openReplayStore({ now: NOW, limit: 100 });
		for (let i = 0; i < 100; i += 1) {
			accepts(store, `m ${i}`);
		}

		expect(() => store.remember(Buffer.from('x'), LATER, NOW)).toThrow(/more than 100 messages in 10 minutes/);
		expect(accepts(store, 'x', LATER + 1)).toBe(true);
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

	it('loses nothing that was accepted before kill -9', { timeout: 60_000 }, async () => {
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
