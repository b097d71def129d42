import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { statePaths } from '../../../src/installer/gate/state-directory.ts';
import { surveyHost } from '../../../src/installer/plan/survey.ts';
import { localHost } from '../../../src/installer/transport/local.ts';

const sum = (text: string) => createHash('sha256').update(text).digest('hex');

/** A directory with files, links and an index of what we wrote; looks at it as at a host. */
function hostWith() {
	const top = mkdtempSync(join(tmpdir(), 'euca-survey-'));
	onTestFinished(() => rmSync(top, { recursive: true, force: true }));
	const state = statePaths(top).directory;
	mkdirSync(state, { recursive: true });
	const at = (name: string) => join(top, name);
	const look = async (...pieces: readonly (readonly string[])[]) => {
		const site = { eucalyptus: top, systemRoot: top };
		const paths = pieces.map((piece) => piece.map(at));
		const { present } = await surveyHost(localHost({ name: 'here' }), { site, paths, programs: [], isCloud: false });
		return (name: string) => present.get(at(name));
	};
	const remember = (name: string, claimed: string) => {
		const [stat = ''] = execFileSync('stat', ['-c', '%n|%i|%s|%z', at(name)], { encoding: 'utf8' }).split('\n');
		writeFileSync(join(state, 'index'), `${stat}|${claimed}\n`, { flag: 'a' });
	};
	return { at, look, remember };
}

test('of each path: what is there, with mode and checksum or target; nothing of what is missing', async () => {
	const { at, look } = hostWith();
	mkdirSync(at('d'), { mode: 0o750 });
	writeFileSync(at('d/file'), 'text', { mode: 0o640 });
	writeFileSync(at('empty'), '', { mode: 0o600 });
	symlinkSync('to a place', at('link'));
	symlinkSync('d', at('to d'));
	const server = createServer().listen(at('socket'));
	onTestFinished(() => void server.close());
	await once(server, 'listening');
	const present = await look(['d', 'd/file', 'missing'], [], ['link', 'empty', 'to d', 'socket']);
	expect(present('d')).toEqual({ kind: 'directory', mode: 0o750 });
	expect(present('d/file')).toEqual({ kind: 'file', mode: 0o640, sha256: sum('text') });
	expect(present('empty')).toEqual({ kind: 'file', mode: 0o600, sha256: sum('') });
	expect(present('link')).toEqual({ kind: 'link', target: 'to a place' });
	expect(present('to d')).toEqual({ kind: 'link', target: 'd', directoryMode: 0o750 });
	expect(present('socket')).toEqual({ kind: 'other' });
	expect(present('missing')).toBeUndefined();
});

test('a file that is as we wrote it is known by the index; one that was touched since is read', async () => {
	const { at, look, remember } = hostWith();
	writeFileSync(at('ours'), 'ours');
	writeFileSync(at('changed'), 'ours');
	remember('ours', 'said by the index');
	remember('changed', 'said by the index');
	writeFileSync(at('changed'), 'by hand');
	const present = await look(['ours', 'changed']);
	expect(present('ours')).toMatchObject({ sha256: 'said by the index' });
	expect(present('changed')).toMatchObject({ sha256: sum('by hand') });
});

test('nothing is asked about paths where only the state of the host is wanted', async () => {
	const { at, look } = hostWith();
	writeFileSync(at('file'), 'text');
	expect((await look())('file')).toBeUndefined();
});
