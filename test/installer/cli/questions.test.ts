import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const cli = join(import.meta.dirname, '../../../src/installer/cli');

/** What apply does while it reaches hosts, one of which wants a password for sudo, and another has just answered. */
const PROGRAM = `
	const { terminalReporter } = await import('${cli}/reporter-terminal.ts');
	const { sayWhenFree } = await import('${cli}/questions.ts');
	const { sshFrom } = await import('${cli}/ssh-options.ts');
	const say = (line) => sayWhenFree(() => console.log(line));
	const phases = [{ id: 'connect', title: 'Reach every host' }, { id: 'keys', title: 'Keys' }];
	const reporter = terminalReporter(phases, { out: say, err: say, isTerminal: true });
	const tell = (code, phase) => reporter.notify({ code, level: 'info', text: '', fields: { phase } });
	tell('PHASE_BEGIN', 'connect');
	const password = sshFrom({ acceptNewHostKeys: false }, { isTerminal: true }).shared.secrets.sudoPassword('lab');
	setTimeout(say, 700, 'another host answers');
	say('got ' + await password);
	tell('PHASE_DONE', 'connect');
	tell('PHASE_DONE', 'keys');
	await reporter.close();
`;

test('a question is seen while work goes on, and nothing is written over it', async () => {
	const words = [
		'-qec',
		`stty columns 80 rows 40; "${process.execPath}" --input-type=module -e "$PROGRAM"`,
		'/dev/null',
	];
	const child = spawn('script', words, { env: { ...process.env, PROGRAM, TERM: 'xterm' } });
	onTestFinished(() => void child.kill());
	let said = '';
	child.stdout.on('data', (chunk: Buffer) => {
		said += chunk.toString('utf8');
	});
	await expect.poll(() => said, { timeout: 60_000 }).toContain('Password of lab for sudo');
	await new Promise((resolve) => setTimeout(resolve, 1500));
	expect(said).not.toContain('another host answers');
	child.stdin.write('secret\r');
	await new Promise((resolve) => child.once('close', resolve));
	const [, after = ''] = said.split(/answers/);
	expect(said.indexOf('another host answers')).toBeLessThan(said.indexOf('got secret'));
	expect(after).toContain('Reach every host');
	expect(after).toContain('Keys');
});
