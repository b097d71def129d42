import { join } from 'node:path';
import { writeFileAtomic } from '../../../common/atomic-file.ts';
import { messageOf } from '../../../common/errors.ts';
import type { NodeContext } from '../context.ts';
import type { DiskOrder } from '../disks/disks.ts';
import { nodeErrors } from '../errors.ts';
import type { Instance } from './instance.ts';
import { nextState } from './state-machine.ts';
import { endInstance } from './teardown.ts';

/**
 * Makes disks, description and domain in the order of spec §3.5, in the background. Whatever happens, the instance ends
 * up running or in Teardown. May be repeated after a crash at any point.
 */
export function startInstance(node: NodeContext, id: string): Promise<void> {
	return node.jobs.run(id, false, async (signal) => {
		try {
			await boot(node, id, signal);
		} catch (error) {
			if (signal.aborted) {
				return; // whoever aborted knows what comes next: a teardown, or the end of this process
			}

			node.log.error({ instanceId: id, err: error }, 'an instance could not be started');
			void endInstance(node, id, { kind: 'start-failed' }, messageOf(error));
		}
	});
}

async function boot(node: NodeContext, id: string, signal: AbortSignal): Promise<void> {
	const instance = alive(node, id, signal);
	const directory = node.instances.directory(instance);
	if (!instance.prepared) {
		await node.preparations(() => prepare(node, instance, directory, signal));
		await node.instances.update(id, { prepared: true });
	}

	await node.oneCreation(async () => {
		alive(node, id, signal);
		await node.hypervisor.create(id, directory);
	});
	// A terminate that came during the creation finds the domain in its teardown, which waits for this job.
	const { state, order } = alive(node, id, signal);
	await node.instances.update(id, { state: nextState(state, { kind: 'created' }), ran: true, bootId: node.bootId });
	node.log.info({ instanceId: id, userId: order.userId }, 'instance runs');
}

async function prepare(node: NodeContext, instance: Instance, directory: string, signal: AbortSignal): Promise<void> {
	const { order } = instance;
	const id = order.instanceId;
	const bridge = await node.network.start(order.vlan);
	const disks = await node.disks.prepare(diskOrder(node, instance, directory), signal);
	alive(node, id, signal);
	const description = node.hypervisor.describe({
		id,
		directory,
		memoryMb: order.memoryMb,
		cores: order.cores,
		rootFormat: node.hypervisor.rootFormat,
		...disks,
		bridge,
		mac: order.privateMac,
	});
	await writeFileAtomic(join(directory, 'libvirt.xml'), description, { mode: 0o600 });
}

function diskOrder(node: NodeContext, { order }: Instance, directory: string): DiskOrder {
	return {
		instanceId: order.instanceId,
		directory,
		root: { id: order.imageId, url: order.imageURL },
		kernel: { id: order.kernelId, url: order.kernelURL },
		ramdisk:
			order.ramdiskId === undefined || order.ramdiskURL === undefined
				? undefined
				: { id: order.ramdiskId, url: order.ramdiskURL },
		diskGb: order.diskGb,
		swapMb: node.settings.swapMb,
		rootFormat: node.hypervisor.rootFormat,
		publicKey: order.publicKey,
	};
}

/** The instance, unless somebody terminated it meanwhile: checked before and after each step that takes time. */
function alive(node: NodeContext, id: string, signal: AbortSignal): Instance {
	const instance = node.instances.get(id);
	if (instance === undefined || instance.cancelled || signal.aborted) {
		throw nodeErrors('CANCELLED', { id });
	}

	return instance;
}
