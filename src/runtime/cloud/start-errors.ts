import { errorCatalogue } from '../../common/errors.ts';

export const startErrors = errorCatalogue({
	KEY_FILE: {
		text: 'the key file {path} cannot be read',
		who: 'operator',
		next: 'run euca-setup apply: it makes the keys that are missing',
	},
});
