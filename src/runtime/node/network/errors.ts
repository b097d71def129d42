import { errorCatalogue } from '../../../common/errors.ts';

export const networkErrors = errorCatalogue({
	BRIDGE_MISSING: {
		text: 'there is no bridge {bridge} on node {node}',
		who: 'operator',
		next: 'make it, or correct VNET_BRIDGE in eucalyptus.conf',
	},
});
