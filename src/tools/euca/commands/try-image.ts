import { resolve } from 'node:path';
import * as z from 'zod';
import { EucaError } from '../../../common/errors.ts';
import { createEc2Client, type Ec2Call, items, textAt } from '../../ec2-client/ec2-client.ts';
import { asInstance, describeInstances } from '../../ec2-client/instance.ts';
import { toolErrors } from '../../errors.ts';
import { cloudAddress, withAdminClient } from '../admin-client.ts';
import type { EucaContext, EucaExitCode } from '../command.ts';
import { parseOptions } from '../options.ts';
import { ensureKeyPair, type TryKeyPair } from '../try/key-pair.ts';
import { sshArguments } from '../try/login.ts';
import { waitForLogin } from '../try/wait-for-instance.ts';

const schema = z.object({
	keyDir: z.string().min(1, 'needs a directory'),
	instanceType: z.string().min(1, 'needs a name').optional(),
	timeout: z
		.string()
		.regex(/^[1-9]\d{0,5}$/, 'must be a number of seconds')
		.transform(Number),
});

/** From RunInstances to ssh, with the time of each step; the last line is the command to log in with. */
export async function run(raw: unknown, [wanted = '']: readonly string[], context: EucaContext): Promise<EucaExitCode> {
	const { keyDir, instanceType, timeout } = parseOptions(schema, raw);
	const { installation, out } = context;
	const { accessKey, secretKey } = await withAdminClient(installation, (client) =>
		client.EucaGetCredentials({ userId: 'admin', userName: 'admin', newCertificate: false }),
	);
	const ec2 = createEc2Client(`${cloudAddress(installation)}/services/Eucalyptus`, { accessKey, secretKey });
	const directory = resolve(keyDir);
	const imageId = await findImage(ec2, wanted);
	const key = await ensureKeyPair(ec2, directory);
	const begin = performance.now();
	const step = (text: string) => out(`${((performance.now() - begin) / 1000).toFixed(1).padStart(6)} s  ${text}`);
	const before = (await describeInstances(ec2)).find(
		(each) => each.keyName === key.name && each.imageId === imageId && ['pending', 'running'].includes(each.state),
	);
	const instanceId = before?.id ?? (await runInstance(ec2, imageId, key, instanceType));
	step(before === undefined ? `${instanceId} requested` : `${instanceId} runs already`);
	try {
		const { signal } = context;
		const address = await waitForLogin({ ec2, instanceId, key, directory, timeoutMs: timeout * 1000, signal, step });
		step(`logged in to ${instanceId} by ssh`);
		out(`ssh ${sshArguments({ key, directory, instanceId, address }).map(quoted).join(' ')}`);
		return 0;
	} catch (error) {
		if (error instanceof EucaError && error.code === 'TRY_TIMED_OUT') {
			context.err(`euca: ${error.message}\n  what to do: ${error.next}`);
			return 3;
		}

		throw error;
	}
}

/** By id or name; of several with one name the latest. */
async function findImage(ec2: Ec2Call, wanted: string): Promise<string> {
	const images = items(await ec2('DescribeImages'), 'imagesSet').filter(
		(item) => (textAt(item, 'imageType') ?? 'machine') === 'machine' && textAt(item, 'imageState') === 'available',
	);
	const named = images.filter((item) => textAt(item, 'imageLocation') === wanted).at(-1);
	const found = images.find((item) => textAt(item, 'imageId')?.toLowerCase() === wanted.toLowerCase()) ?? named;
	const id = textAt(found, 'imageId');
	if (id === undefined) {
		throw toolErrors('IMAGE_NOT_FOUND', { image: wanted });
	}

	return id;
}

async function runInstance(
	ec2: Ec2Call,
	imageId: string,
	key: TryKeyPair,
	instanceType: string | undefined,
): Promise<string> {
	const root = await ec2('RunInstances', {
		ImageId: imageId,
		MinCount: '1',
		MaxCount: '1',
		KeyName: key.name,
		...(instanceType === undefined ? {} : { InstanceType: instanceType }),
	});
	const [instance] = items(root, 'instancesSet').map(asInstance);
	if (instance === undefined) {
		throw toolErrors('EC2_ANSWER', { action: 'RunInstances', problem: 'it holds no instance' });
	}

	return instance.id;
}

/** For a shell, only where needed. */
function quoted(word: string): string {
	return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
