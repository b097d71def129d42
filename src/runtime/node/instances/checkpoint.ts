import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../common/atomic-file.ts';
import { messageOf } from '../../../common/errors.ts';
import { type Instance, type InstanceOrder, instanceRecord } from './instance.ts';
import { isInstanceId } from './names.ts';

const FILE = 'instance-checkpoint';

/** `<INSTANCE_PATH>/<userId>/<instanceId>` (spec §3.7); both parts were checked when the order came in. */
export function instanceDirectory(
	instancePath: string,
	{ userId, instanceId }: Pick<InstanceOrder, 'userId' | 'instanceId'>,
): string {
	return join(instancePath, userId, instanceId);
}

/** Others may pass through (the hypervisor's own user does) but not look in. */
export async function makeInstanceDirectory(directory: string): Promise<void> {
	await mkdir(directory, { recursive: true, mode: 0o711 });
}

/** On disk before the caller hears "yes". */
export async function writeCheckpoint(directory: string, instance: Instance): Promise<void> {
	await writeFileAtomic(join(directory, FILE), `${JSON.stringify(instance, null, '\t')}\n`, { mode: 0o600 });
}

/** `none`: a crash before the instance was acknowledged. `unreadable`: of another version, or damaged; hands off. */
export type FoundDirectory = { readonly directory: string; readonly instanceId: string } & (
	| { readonly kind: 'instance'; readonly instance: Instance }
	| { readonly kind: 'none' }
	| { readonly kind: 'unreadable'; readonly problem: string }
);

/** Every instance directory below INSTANCE_PATH. */
export async function findCheckpoints(instancePath: string): Promise<FoundDirectory[]> {
	const found: FoundDirectory[] = [];
	for (const userId of await directoriesIn(instancePath)) {
		for (const instanceId of (await directoriesIn(join(instancePath, userId))).filter(isInstanceId)) {
			const directory = instanceDirectory(instancePath, { userId, instanceId });
			found.push({ directory, instanceId, ...(await readCheckpoint(directory, userId, instanceId)) });
		}
	}

	return found;
}

async function readCheckpoint(directory: string, userId: string, instanceId: string) {
	let text: string;
	try {
		text = await readFile(join(directory, FILE), 'utf8');
	} catch (error) {
		const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
		return missing ? { kind: 'none' as const } : { kind: 'unreadable' as const, problem: messageOf(error) };
	}

	try {
		const instance = instanceRecord.parse(JSON.parse(text));
		return instance.order.userId === userId && instance.order.instanceId === instanceId
			? { kind: 'instance' as const, instance }
			: { kind: 'unreadable' as const, problem: 'it belongs to another directory' };
	} catch (error) {
		return { kind: 'unreadable' as const, problem: messageOf(error) };
	}
}

async function directoriesIn(path: string): Promise<string[]> {
	const entries = await readdir(path, { withFileTypes: true });
	return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
