import { canonicalId } from '../../../common/ids.ts';
import type { InstanceChange } from '../engine/instances.ts';
import type { User } from '../engine/users.ts';
import { cloudErrors } from '../errors.ts';
import type { StoredInstance } from '../store/instances.ts';
import { type RunParts, typeNamed, usableImage } from './run.ts';

/** Sets what the user may set of an instance. Throws INSTANCE_STATE, TYPE_UNKNOWN, IMAGE_UNKNOWN, IMAGE_DISABLED. */
export async function modifyInstance(
	parts: RunParts,
	instance: StoredInstance,
	{ settings, whenStopped }: InstanceChange,
	user: User,
): Promise<void> {
	const refuse = (state: string, verb: string) => cloudErrors('INSTANCE_STATE', { id: instance.id, state, verb });
	await parts.book.edit(instance.id, async (before) => {
		if (before.state === 'terminated') {
			throw refuse(before.state, 'a change');
		}

		if (whenStopped !== undefined && before.state !== 'stopped') {
			throw refuse(before.state, 'this change, which needs a stopped instance,');
		}

		const { type, kernelId, ramdiskId, userData } = whenStopped ?? {};
		const { db } = parts.store;
		const after = {
			...before,
			settings: { ...before.settings, ...settings },
			type: type === undefined ? before.type : typeNamed(parts, type).name,
			kernelId: kernelId === undefined ? before.kernelId : (await usableImage(db, user, kernelId, 'kernel')).id,
			ramdiskId:
				ramdiskId === undefined
					? before.ramdiskId
					: (await usableImage(db, user, canonicalId(ramdiskId), 'ramdisk')).id,
			userData: userData ?? before.userData,
		};
		parts.gate();
		return after;
	});
}
