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
	NO_ROCKS: {
		text: '{host} is no Rocks front-end: /opt/rocks/bin/rocks does not list hosts here',
		who: 'operator',
		next: 'run this on the front-end as root; elsewhere euca-setup --probe and euca-setup apply install Eucalyptus',
	},
	NO_ROCKS_NODE: {
		text: '{host} was not installed by Rocks: there is no /opt/rocks here',
		who: 'operator',
		next: 'elsewhere euca-setup --probe and euca-setup apply install Eucalyptus',
	},
	NO_FRONT_END: {
		text: '{host}: nobody says which host is the front-end, and there is no default route that would lead to it',
		who: 'operator',
		next: 'name its address on the private network: --front-end ADDRESS',
	},
});
