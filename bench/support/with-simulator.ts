import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createEc2Client, type Ec2Call, items, textAt } from '../../src/tools/ec2-client/ec2-client.ts';

export interface Bench {
	readonly directory: string;
	readonly pid: number;
	readonly ec2: Ec2Call;
	/** What the simulator told of itself. */
	readonly report: {
		readonly ec2Url: string;
		readonly accessKey: string;
		readonly secretKey: string;
		readonly certFile: string;
		readonly keyFile: string;
	};
	readonly imageId: string;
}

/** A simulator in a process of its own and a signed client of it; gone afterwards. */
export async function withSimulator(options: readonly string[], use: (bench: Bench) => Promise<void>): Promise<void> {
	const directory = await mkdtemp(join(tmpdir(), 'euca-bench-'));
	const program = join(import.meta.dirname, '../../bin/euca-simulate');
	const child = spawn(program, ['--dir', directory, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
	try {
		const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
		const report = JSON.parse(line) as Bench['report'];
		const { ec2Url, accessKey, secretKey } = report;
		const ec2 = createEc2Client(ec2Url, { accessKey, secretKey });
		const images = items(await ec2('DescribeImages'), 'imagesSet').map((item) => textAt(item, 'imageId') ?? '');
		const imageId = images.find((id) => id.startsWith('emi-')) ?? '';
		await use({ report, directory, pid: child.pid ?? 0, ec2, imageId });
	} finally {
		const ended = once(child, 'exit');
		child.kill('SIGKILL');
		await ended;
		await rm(directory, { recursive: true, force: true });
	}
}
