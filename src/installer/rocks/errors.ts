import { errorCatalogue } from '../../common/errors.ts';

export const rocksErrors = errorCatalogue({
	ROCKS_REFUSED: {
		text: 'Rocks refused to list its hosts: {problem}',
		who: 'operator',
		next: 'see that "rocks list host" works for root on this front-end, then run again',
	},
	ROCKS_NOT_UNDERSTOOD: {
		text: 'the answer of "rocks list host" cannot be understood: {line}',
		who: 'us',
		next: 'report this with the whole output of "rocks list host"; until then name the nodes in NODES of /etc/default/eucalyptus',
	},
});
