import { errorCatalogue } from '../../common/errors.ts';

export const rocksErrors = errorCatalogue({
	ROCKS_REFUSED: {
		text: 'Rocks refused "{command}": {problem}',
		who: 'operator',
		next: 'see that "{command}" works for root on this front-end, then run again',
	},
	ROCKS_NOT_UNDERSTOOD: {
		text: 'the answer of "{command}" cannot be understood: {line}',
		who: 'us',
		next: 'report this with the whole output of "{command}"; until then name the nodes in NODES of /etc/default/eucalyptus',
	},
});
