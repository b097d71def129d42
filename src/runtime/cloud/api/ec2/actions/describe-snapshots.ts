import { anyFilterParameter } from '../describe/filters.ts';
import { pageParameters } from '../describe/pages.ts';
import { emptyList, snapshotElements, VOLUMES } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { list, maybe, text } from '../schema/elements.ts';
import { list as listParameter } from '../schema/parameters.ts';
import { text as anyText, snapshotId } from '../schema/scalars.ts';

export const describeSnapshots = action({
	name: 'DescribeSnapshots',
	since: '2008-05-05',
	summary: 'Answers an empty list: there are no snapshots.',
	waitsFor: emptyList(VOLUMES, 'InvalidSnapshot.NotFound'),
	parameters: {
		snapshotIds: listParameter('SnapshotId', snapshotId, { soap: 'snapshotSet/item/snapshotId' }),
		owners: listParameter('Owner', anyText, { soap: 'ownersSet/item/owner', since: '2009-10-31' }),
		restorableBy: listParameter('RestorableBy', anyText, { soap: 'restorableBySet/item/user', since: '2009-10-31' }),
		filters: anyFilterParameter,
		...pageParameters,
	},
	response: { snapshotSet: list(snapshotElements), nextToken: maybe(text({ since: '2013-02-01' })) },
	async run({ parameters: { snapshotIds } }) {
		const [id] = snapshotIds;
		if (id !== undefined) {
			throw ec2Errors('SNAPSHOT_UNKNOWN', { id });
		}

		return { snapshotSet: [] };
	},
});
