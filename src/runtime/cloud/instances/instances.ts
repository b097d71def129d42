import { canonicalId } from '../../../common/ids.ts';
import { refusalOf, userIdOf } from '../clusters/cluster-link.ts';
import type { Instances } from '../engine/instances.ts';
import type { User } from '../engine/users.ts';
import { cloudErrors } from '../errors.ts';
import type { StoredInstance } from '../store/instances.ts';
import type { Timings } from '../timings.ts';
import type { Launcher } from './launcher.ts';
import { modifyInstance } from './modify.ts';
import { type RunParts, reserve } from './run.ts';
import { endInBackground } from './sweep.ts';
import type { Terminator } from './terminator.ts';

export interface InstancesParts extends RunParts {
	readonly launcher: Launcher;
	readonly terminator: Terminator;
	readonly timings: Timings;
}

/** What users do with instances. */
export function createInstances(parts: InstancesParts): Instances {
	const { book, gate } = parts;
	return {
		async run(user, request, correlationId) {
			const { instances, isNew } = await parts.launcher.accept(() => reserve(parts, user, request));
			const [first] = instances;
			if (isNew && first !== undefined) {
				parts.log.info(
					{ reservationId: first.reservationId, owner: user.name, zone: first.zone, correlationId },
					'run',
				);
				parts.launcher.launch(first.reservationId, request.minCount, correlationId);
			}

			return instances;
		},

		visibleTo: (user) => Promise.resolve([...book.all()].filter((instance) => isVisible(parts, user, instance))),

		async terminate(user, ids, correlationId) {
			const wanted = new Map(ids.map((id) => [canonicalId(id), visible(parts, user, id)]));
			for (const { id, settings, stage } of wanted.values()) {
				if (settings.protectedFromTermination && stage !== 'terminated') {
					throw cloudErrors('INSTANCE_PROTECTED', { id });
				}
			}

			gate();
			await book.apply([...wanted.keys()].map((id) => ({ id, event: 'terminate', reason: 'User initiated' })));
			const now = [...wanted.values()].map((before) => ({ before, after: book.get(before.id) ?? before }));
			const asked = now.map(({ after }) => after).filter(({ stage }) => stage === 'ending');
			parts.log.info({ instanceIds: [...wanted.keys()], user: user.name, correlationId }, 'terminate');
			endInBackground(parts, asked, correlationId);
			return now.map(({ before, after }) => ({
				instanceId: before.id,
				previous: before.state,
				current: after.state,
			}));
		},

		async reboot(user, ids, correlationId) {
			const wanted = ids.map((id) => inState(visible(parts, user, id), ['running'], 'reboot'));
			gate();
			const byZone = Map.groupBy(wanted, ({ zone }) => zone);
			for (const [zone, members] of byZone) {
				const request = { userId: userIdFor(user), instanceIds: members.map(({ id }) => id) };
				await asking(parts, zone, members, 'reboot', (client) => client.RebootInstances(request, { correlationId }));
			}
		},

		modify: (user, id, change) => modifyInstance(parts, visible(parts, user, id), change, user),

		async consoleOutput(user, id, correlationId) {
			const instance = inState(visible(parts, user, id), ['pending', 'running', 'shutting-down'], 'console output');
			gate();
			const at = parts.now();
			if (instance.stage === 'reserved') {
				return { output: Buffer.alloc(0), at };
			}

			const request = { userId: userIdFor(user), instanceId: instance.id };
			const { consoleOutput = '' } = await asking(parts, instance.zone, [instance], 'console output', (client) =>
				client.GetConsoleOutput(request, { correlationId }),
			);
			const output = Buffer.from(consoleOutput, 'base64');
			// The word for "nothing yet" (spec §3.2).
			return { output: output.toString('latin1') === 'EMPTY' ? Buffer.alloc(0) : output, at };
		},
	};
}

type Client = NonNullable<ReturnType<RunParts['clusters']['link']>>['client'];

/** Calls the cluster; no answer is CLUSTER_SILENT, a refusal INSTANCE_STATE. */
async function asking<T>(
	{ clusters }: InstancesParts,
	zone: string,
	[first]: readonly StoredInstance[],
	verb: string,
	call: (client: Client) => Promise<T>,
): Promise<T> {
	const link = clusters.link(zone);
	const silent = { zone, host: link?.cluster.host ?? 'its host' };
	if (link === undefined) {
		throw cloudErrors('CLUSTER_SILENT', silent);
	}

	try {
		return await call(link.client);
	} catch (cause) {
		throw refusalOf(cause) === undefined
			? cloudErrors('CLUSTER_SILENT', silent, { cause })
			: cloudErrors('INSTANCE_STATE', { id: first?.id ?? '', state: first?.state ?? '', verb }, { cause });
	}
}

function isVisible({ timings, now }: InstancesParts, user: User, instance: StoredInstance): boolean {
	const isListed = instance.stage !== 'terminated' || now() - instance.stageSince < timings.listTerminatedMs;
	return isListed && (user.isAdmin || instance.owner === user.name);
}

function visible(parts: InstancesParts, user: User, id: string): StoredInstance {
	const instance = parts.book.get(canonicalId(id));
	if (instance === undefined || !isVisible(parts, user, instance)) {
		throw cloudErrors('INSTANCE_UNKNOWN', { id });
	}

	return instance;
}

function inState(instance: StoredInstance, states: readonly string[], verb: string): StoredInstance {
	if (!states.includes(instance.state)) {
		throw cloudErrors('INSTANCE_STATE', { id: instance.id, state: instance.state, verb });
	}

	return instance;
}

/** Administrators may do what they like with everybody's instances. */
function userIdFor(user: User): string {
	return user.isAdmin ? userIdOf('admin') : user.name;
}
