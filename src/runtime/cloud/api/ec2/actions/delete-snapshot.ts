import { nothingToFind, VOLUMES } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action, done } from '../schema/action.ts';
import { required } from '../schema/parameters.ts';
import { snapshotId } from '../schema/scalars.ts';

export const deleteSnapshot = action({
	name: 'DeleteSnapshot',
	since: '2008-05-05',
	summary: 'Removes a snapshot.',
	waitsFor: nothingToFind(VOLUMES, 'InvalidSnapshot.NotFound'),
	parameters: { snapshotId: required('SnapshotId', snapshotId) },
	response: done,
	async run({ parameters }) {
		throw ec2Errors('SNAPSHOT_UNKNOWN', { id: parameters.snapshotId });
	},
});
