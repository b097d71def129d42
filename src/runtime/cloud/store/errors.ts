import { errorCatalogue } from '../../../common/errors.ts';

export const storeErrors = errorCatalogue({
	STORE_ABSENT: {
		text: 'the Node of this host ({node}, {arch}) brings no database, so it cannot run the cloud controller',
		who: 'operator',
		next: 'run the cloud controller on an x86-64 host; cluster and node controllers run here',
	},
	STORE_UNREADABLE: {
		text: 'the database {path} cannot be used: {problem}',
		who: 'operator',
		next: 'restore {path} from a backup, or move it away to begin with an empty cloud',
	},
	STORE_NEWER: {
		text: 'the database {path} was written by a newer version (its form is {found}, this program knows {known})',
		who: 'operator',
		next: 'install the newer version again; going back is not possible',
	},
	STORE_BUSY: {
		text: 'the database {path} is in use by another process',
		who: 'operator',
		next: 'stop the cloud controller that runs already',
	},
	STORE_FLUSH: {
		text: 'what was written to {path} may not have reached the disk: {problem}; nothing more is accepted',
		who: 'operator',
		next: 'look after the disk, then start the cloud controller again: it goes on with what is there',
	},
	STORE_CONFLICT: { text: 'the record {id} changed meanwhile', who: 'us' },
});
