import { messageOf } from '../../../common/errors.ts';
import type { NodeContext } from '../context.ts';
import { nodeErrors } from '../errors.ts';
import type { DomainState } from '../hypervisor/driver.ts';
import { learnAddresses } from './addresses.ts';
import type { Instance } from './instance.ts';
import { reconcile } from './reconcile.ts';
import { type InstanceEvent, nextState } from './state-machine.ts';
import { endInstance } from './teardown.ts';

export interface Monitor {
	/** One round: what the hypervisor says, deadlines, orphans, addresses. A silent hypervisor changes nothing. */
	round(): Promise<void>;
	/** Rounds until aborted. */
	run(signal: AbortSignal): Promise<void>;
	/** False while the hypervisor does not answer. */
	isHealthy(): boolean;
}

export function createMonitor(node: NodeContext): Monitor {
	const missingSince = new Map<string, number>();
	let healthy = true;
	let reconciled = false;
	const round = async () => {
		if (!reconciled) {
			await reconcile(node);
			reconciled = true;
		}

		// Whoever starts or ends while the hypervisor is being asked is left to the next round.
		const quiet = node.instances.all().filter(({ order }) => !node.jobs.isBusy(order.instanceId));
		const domains = await node.hypervisor.list();
		const settling = quiet.map((instance) => settle(node, instance, domains, missingSince));
		const overdue = node.instances.all().filter((instance) => isOverdue(node, instance));
		settling.push(...overdue.map((instance) => giveUp(node, instance)));
		await Promise.all([...settling, destroyOrphans(node, domains), learnAddresses(node)]);
	};
	return {
		round,
		isHealthy: () => healthy,
		async run(signal) {
			while (!signal.aborted) {
				try {
					await round();
					healthy = true;
				} catch (error) {
					if (healthy) {
						node.log.error({ reason: messageOf(error) }, 'the hypervisor does not answer');
					}

					healthy = false;
				}

				await node.clock.sleep(node.settings.pollMs, signal).catch(() => {});
			}
		},
	};
}

function isOverdue(node: NodeContext, { state, launchedAt }: Instance): boolean {
	return state === 'booting' && node.clock.now() - launchedAt >= node.settings.bootDeadlineMs;
}

async function giveUp(node: NodeContext, { order }: Instance): Promise<void> {
	const id = order.instanceId;
	const minutes = Math.round(node.settings.bootDeadlineMs / 60_000);
	await endInstance(node, id, { kind: 'boot-deadline' }, nodeErrors('BOOT_DEADLINE', { id, minutes }).message);
}

async function settle(
	node: NodeContext,
	instance: Instance,
	domains: ReadonlyMap<string, DomainState>,
	missingSince: Map<string, number>,
): Promise<void> {
	const id = instance.order.instanceId;
	const now = node.clock.now();
	if (instance.state === 'teardown') {
		if (now - (instance.teardownAt ?? 0) >= node.settings.teardownMs) {
			node.instances.forget(id);
		}

		return;
	}

	if (node.jobs.isBusy(id) || instance.hostDown) {
		return;
	}

	if (instance.cancelled || instance.state === 'shutoff') {
		return endInstance(node, id, { kind: 'terminated' }, undefined);
	}

	const domain = domains.get(id);
	if (domain !== undefined) {
		missingSince.delete(id);
	} else if (now - (missingSince.get(id) ?? now) < node.hypervisor.rebootGapMs) {
		missingSince.set(id, missingSince.get(id) ?? now);
		return;
	}

	missingSince.delete(id);
	await see(node, instance, domain);
}

async function see(node: NodeContext, instance: Instance, domain: DomainState | undefined): Promise<void> {
	const id = instance.order.instanceId;
	const event: InstanceEvent = domain === undefined ? { kind: 'absent' } : { kind: 'seen', domain };
	const state = nextState(instance.state, event);
	if (state === 'shutoff') {
		const reason = nodeErrors('DOMAIN_ENDED', { id, state: domain ?? 'it is gone' }).message;
		return endInstance(node, id, event, reason);
	}

	if (state !== instance.state) {
		await node.instances.update(id, { state, ran: true });
	}
}

/** A domain of ours that nobody knows any more, for example because its creation outlived a killed process. */
async function destroyOrphans(node: NodeContext, domains: ReadonlyMap<string, DomainState>): Promise<void> {
	for (const [id, state] of domains) {
		const known = node.instances.get(id);
		const unknown =
			!node.handsOff.has(id) && (known === undefined || (known.state === 'teardown' && !node.jobs.isBusy(id)));
		if (unknown && state !== 'shutoff' && (await node.hypervisor.usesInstancePath(id, node.settings.instancePath))) {
			node.log.warn({ instanceId: id }, 'a domain of ours without an instance is destroyed');
			await node.hypervisor.destroy(id);
		}
	}
}
