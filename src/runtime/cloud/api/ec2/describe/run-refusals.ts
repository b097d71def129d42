import { ec2Errors } from '../errors.ts';
import { invalid } from '../schema/scalars.ts';
import type { RunParameters } from './run-parameters.ts';

/**
 * Refuses what this cloud cannot give yet, rather than giving something else. Throws NOT_OFFERED, SUBNET_UNKNOWN,
 * PARAMETER_VALUE.
 */
export function refuseWhatIsMissingHere(parameters: RunParameters): void {
	if (parameters.minCount < 1 || parameters.maxCount < parameters.minCount) {
		const problem = 'MinCount must be at least 1, and MaxCount not below it';
		throw invalid(`${parameters.minCount}, ${parameters.maxCount}`, 'MinCount, MaxCount', problem);
	}

	if (parameters.subnetId !== undefined) {
		throw ec2Errors('SUBNET_UNKNOWN', { id: parameters.subnetId });
	}

	const missing = RUN_FEATURES_MISSING.find(({ isAsked }) => isAsked(parameters));
	if (missing !== undefined) {
		throw ec2Errors('NOT_OFFERED', { feature: missing.feature });
	}
}

/** Shown on the reference page beside the actions that wait for something. */
export const RUN_FEATURES_MISSING: readonly {
	readonly feature: string;
	readonly isAsked: (parameters: RunParameters) => boolean;
}[] = [
	{
		feature: 'volumes as disks of a new instance',
		isAsked: ({ blockDevices }) =>
			blockDevices.some(({ snapshotId, volumeSize }) => snapshotId !== undefined || volumeSize !== undefined),
	},
	{ feature: 'hibernation', isAsked: ({ hibernation }) => hibernation === true },
	{ feature: 'enclaves', isAsked: ({ enclave }) => enclave === true },
	{ feature: 'placement groups', isAsked: ({ placementGroup }) => placementGroup !== undefined },
	{ feature: 'a chosen private address', isAsked: ({ privateIpAddress }) => privateIpAddress !== undefined },
	{
		feature: 'instances that stop when they shut down: they are terminated',
		isAsked: ({ shutdownBehavior }) => shutdownBehavior === 'stop',
	},
];
