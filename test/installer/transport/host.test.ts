import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { describeError } from '../../../src/common/errors.ts';
import type { Host } from '../../../src/installer/transport/host.ts';
import { localHost } from '../../../src/installer/transport/local.ts';
import { sshHost } from '../../../src/installer/transport/ssh.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';

let sshd: TestSshd;
let directory: string;

beforeAll(async () => {
	sshd = await startSshd();
	directory = await mkdtemp(join(tmpdir(), 'euca-host-'));
	await sshd.trust();
});

afterAll(async () => {
	await sshd.stop();
	await rm(directory, { recursive: true, force: true });
});

function open(kind: 'local' | 'ssh'): Host {
	return kind === 'local' ? localHost({ name: 'here' }) : sshHost(sshd.target);
}

describe.each(['local', 'ssh'] as const)('a host reached by %s', (kind) => {
	test('runs a program with words that a shell would change', async () => {
		const host = open(kind);
		const { stdout } = await host.exec(['printf', '%s|', "a'b", '$HOME `id`', '', '-n', '*']);
		expect(stdout).toBe("a'b|$HOME `id`||-n|*|");
		await host.close();
	});

	test('passes standard input and answers with the exit code that was asked for', async () => {
		const host = open(kind);
		const answer = await host.exec(['sh', '-c', 'cat; exit 3'], { input: 'text', okCodes: [3] });
		expect(answer).toMatchObject({ stdout: 'text', exitCode: 3 });
		await host.close();
	});

	test('names itself, the command and the last words of it when that fails', async () => {
		const host = open(kind);
		await expect(host.exec(['sh', '-c', 'echo no such device >&2; exit 5'])).rejects.toMatchObject({
			code: 'HOST_COMMAND',
			message: expect.stringMatching(new RegExp(`^${host.name}: .*no such device`, 's')),
		});
		await host.close();
	});

	test('of a script that fails it says what for and the last words, and nothing of its text or arguments', async () => {
		const host = open(kind);
		const args = ['a program\nof many lines'];
		const failed = host.script('echo no such device >&2; exit 5', { what: 'the look', args });
		const text = await failed.catch(describeError);
		expect(text).toMatch(new RegExp(`^${host.name}: the look failed: status 5: no such device\n  what to do: .*$`));
		const late = host.script('sleep 20', { what: 'the wait', args, timeoutMs: 300 });
		expect(await late.catch(describeError)).toMatch(/: the wait failed: no answer within 300 ms\n {2}what to do: .*$/);
		await host.close();
	});

	test('runs a script with data as its arguments', async () => {
		const host = open(kind);
		const output = await host.script('for a; do printf "[%s]" "$a"; done', {
			what: 'test',
			args: ['x y', "'; exit 1 #"],
		});
		expect(output).toBe("[x y]['; exit 1 #]");
		await host.close();
	});

	test('writes a file with its mode, over an old one, and leaves no other file beside it', async () => {
		const host = open(kind);
		const own = await mkdtemp(join(directory, 'write-'));
		const path = join(own, 'file');
		await host.write(path, 'one', 0o600);
		await host.write(path, Buffer.from([0, 255, 10, 13]), 0o640);
		expect(await readFile(path)).toEqual(Buffer.from([0, 255, 10, 13]));
		expect((await stat(path)).mode & 0o777).toBe(0o640);
		expect(await readdir(own)).toEqual(['file']);
		expect(await host.read(path)).toEqual(Buffer.from([0, 255, 10, 13]));
		expect(await host.read(join(own, 'none'))).toBeUndefined();
		await host.close();
	});

	test('uploads a file of this machine and adds lines to one', async () => {
		const host = open(kind);
		const own = await mkdtemp(join(directory, 'upload-'));
		const from = join(own, 'from');
		const bytes = Buffer.alloc(3_000_000, 'abcdefg');
		await writeFile(from, bytes);
		await host.upload(from, join(own, 'to'), 0o755);
		expect((await readFile(join(own, 'to'))).equals(bytes)).toBe(true);
		expect((await stat(join(own, 'to'))).mode & 0o777).toBe(0o755);
		await host.append(join(own, 'log'), 'a\n');
		await host.append(join(own, 'log'), 'b\n');
		expect(await readFile(join(own, 'log'), 'utf8')).toBe('a\nb\n');
		await host.close();
	});

	test('gives up on a command that takes too long', async () => {
		const host = open(kind);
		await expect(host.exec(['sleep', '20'], { timeoutMs: 300 })).rejects.toMatchObject({ code: 'HOST_COMMAND' });
		await host.close();
	});

	test('does thirty things at the same time', async () => {
		const host = open(kind);
		const answers = await Promise.all(
			Array.from({ length: 30 }, (_, index) => host.exec(['sh', '-c', 'sleep 0.05; echo "$1"', 'sh', String(index)])),
		);
		expect(answers.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 30 }, (_, index) => index));
		await host.close();
	});
});

test('no packet to a host waits for the receipt of the one before it: a step would take a tenth of a second', async () => {
	const said = vi.spyOn(Socket.prototype, 'setNoDelay');
	onTestFinished(() => said.mockRestore());
	const host = open('ssh');
	await host.exec(['true']);
	const told = said.mock.contexts.flatMap((socket, index) =>
		socket instanceof Socket ? [{ noDelay: said.mock.calls[index]?.[0], port: socket.remotePort }] : [],
	);
	await host.close();
	expect(told).toContainEqual({ noDelay: true, port: sshd.port });
});
