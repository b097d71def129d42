import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withScratch } from '../../src/common/scratch.ts';

let directory: string;
beforeAll(() => {
	directory = mkdtempSync(join(tmpdir(), 'euca-scratch-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('what nobody needs after the work', () => {
	const write = async (path: string) => writeFileSync(path, 'x');

	it('is removed when the work is done, and when it fails', async () => {
		const path = join(directory, 'file');
		const listeners = process.listenerCount('SIGHUP');
		await withScratch(path, write);
		expect(existsSync(path)).toBe(false);
		const work = async () => {
			await write(path);
			throw new Error('no');
		};
		await expect(withScratch(path, work)).rejects.toThrow('no');
		expect(existsSync(path)).toBe(false);
		expect(process.listenerCount('SIGHUP')).toBe(listeners);
	});

	it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is removed when %s ends the program', async (signal) => {
		const path = join(directory, signal);
		const source = resolve(import.meta.dirname, '../../src/common/scratch.ts');
		const program = `
			const { withScratch } = await import(${JSON.stringify(source)});
			const { mkdirSync, writeFileSync } = await import('node:fs');
			await withScratch(${JSON.stringify(path)}, (path) => {
				mkdirSync(path);
				writeFileSync(path + '/file', 'x');
				console.log('there');
				setInterval(() => {}, 1000);
				return new Promise(() => {});
			});`;
		const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		await once(child.stdout, 'data');
		expect(existsSync(join(path, 'file'))).toBe(true);
		child.kill(signal);
		const [, endedBy] = await once(child, 'exit');
		expect(endedBy).toBe(signal);
		expect(existsSync(path)).toBe(false);
	});
});
