import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../../src/common/run.ts';
import { checkout } from '../../runtime/simulator/simulator-process.ts';

test('try_image logs in by ssh, its last line does too, and a second time it finds the same instance', async () => {
	const work = await mkdtemp(join(tmpdir(), 'euca-try-'));
	try {
		const script = join(import.meta.dirname, 'fixtures/try-image.sh');
		const isolated = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', script, checkout, work];
		const { stdout } = await run('unshare', isolated, { timeoutMs: 230_000 });
		const [first = '', ...others] = stdout.trimEnd().split('\n');
		const id = /(i-[0-9A-F]{8}) requested$/.exec(first)?.[1] ?? 'no instance';
		const logins = others.filter((line) => line.startsWith('ssh -i '));
		expect(logins).toHaveLength(2);
		expect(new Set(logins).size).toBe(1);
		expect(logins[0]).toMatch(new RegExp(`HostKeyAlias=${id} .*root@10\\.0\\.0\\.2$`));
		expect(stdout).toContain(`logged in to ${id} by ssh`);
		expect(stdout).toMatch(/^inside of 10\.0\.0\.2 /m);
		expect(stdout).toContain(`${id} runs already`);
	} finally {
		await rm(work, { recursive: true, force: true });
	}
});
