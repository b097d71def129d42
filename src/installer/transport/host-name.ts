import { HOST_NAME } from '../../common/host-name.ts';
import { installerErrors } from '../errors.ts';

/** Gives up on the first that is no host name, and says which. */
export function mustBeHostNames(...names: readonly string[]): void {
	for (const name of names) {
		if (!HOST_NAME.test(name)) {
			throw installerErrors('HOST_NAME', { name: JSON.stringify(name) });
		}
	}
}
