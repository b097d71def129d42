import { run } from '../../../src/common/run.ts';
import type { Report } from './simulator-process.ts';

/** Debian's AWS command line, as a user of the cloud calls it; returns what it printed, parsed. */
export async function aws(report: Report, ...words: string[]): Promise<unknown> {
	const args = ['--endpoint-url', report.ec2Url, '--output', 'json', 'ec2', ...words];
	const env = {
		AWS_ACCESS_KEY_ID: report.accessKey,
		AWS_SECRET_ACCESS_KEY: report.secretKey,
		AWS_DEFAULT_REGION: 'Eucalyptus',
		AWS_MAX_ATTEMPTS: '1',
		AWS_CONFIG_FILE: '/dev/null',
		AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
	};
	const { stdout } = await run('/usr/bin/aws', args, { env, timeoutMs: 60_000 });
	return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}

export async function eventually<T>(
	ask: () => Promise<T>,
	accept: (answer: T) => boolean,
	timeoutMs = 100_000,
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const answer = await ask();
		if (accept(answer) || Date.now() > deadline) {
			return answer;
		}

		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
