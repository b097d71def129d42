import { errorCatalogue } from '../../../common/errors.ts';

export const httpErrors = errorCatalogue({
	HTTP_PORT_IN_USE: {
		text: 'cannot listen on {host}:{port}: another program uses this port',
		who: 'operator',
		next: 'stop that program, or change CLOUD_PORT or CLOUD_SSL_PORT in eucalyptus.conf',
	},
	HTTP_LISTEN: {
		text: 'cannot listen on {host}:{port}: {problem}',
		who: 'operator',
		next: 'check CLOUD_PORT and CLOUD_SSL_PORT in eucalyptus.conf',
	},
});
