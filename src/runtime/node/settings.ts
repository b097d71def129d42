import type { Conf } from '../../conf/keys.ts';
import { nodeErrors } from './errors.ts';

/** What the node controller takes from eucalyptus.conf, and the times that tests shorten. */
export interface NodeSettings {
	/** Where instances and the image cache live; absolute. */
	readonly instancePath: string;
	/** Most memory (MB), cores and disk (GB) to offer; cores replace the real number, the others only lower it. */
	readonly limits: { readonly maxMemMb?: number; readonly maxCores?: number; readonly maxDiskGb?: number };
	/** Swap disk of each instance (MB); 0 for none. */
	readonly swapMb: number;
	/** Keep the files of dead instances. */
	readonly manualCleanup: boolean;
	/** How often the hypervisor is asked for its domains. */
	readonly pollMs: number;
	/** How long an instance may be without a domain after it was accepted (spec §3.4: two hours). */
	readonly bootDeadlineMs: number;
	/** How long an instance in Teardown is still described (spec §3.4: one minute). */
	readonly teardownMs: number;
	/** How long a guest has to obey a reboot before it is forced. */
	readonly rebootMs: number;
	/** How long a guest has to obey a shutdown of the host before it is switched off. */
	readonly shutdownMs: number;
}

export const defaultTimes = {
	pollMs: 5_000,
	bootDeadlineMs: 7_200_000,
	teardownMs: 60_000,
	rebootMs: 30_000,
	shutdownMs: 30_000,
} as const;

export function settingsOf(conf: Conf, node: string): NodeSettings {
	if (conf.INSTANCE_PATH === 'not_configured' || conf.INSTANCE_PATH === '') {
		throw nodeErrors('NOT_CONFIGURED', { key: 'INSTANCE_PATH', node });
	}

	return {
		...defaultTimes,
		instancePath: conf.INSTANCE_PATH,
		limits: {
			...(conf.MAX_MEM === undefined ? {} : { maxMemMb: conf.MAX_MEM }),
			...(conf.MAX_CORES === undefined ? {} : { maxCores: conf.MAX_CORES }),
			...(conf.MAX_DISK === undefined ? {} : { maxDiskGb: conf.MAX_DISK }),
		},
		swapMb: conf.SWAP_SIZE,
		manualCleanup: conf.MANUAL_INSTANCES_CLEANUP === 1,
	};
}
