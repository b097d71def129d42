import type { SoapClient } from '../../../runtime/wire/client.ts';
import type { ccService } from '../../../runtime/wire/contracts/cc/service.ts';
import { toolErrors } from '../../errors.ts';

export type CcClient = SoapClient<typeof ccService>;
export type Out = (line: string) => void;

/** The administrator of the cloud: sees and ends everybody's instances. */
export const userId = 'eucalyptus';

/** A whole number, not negative. Throws TOOL_USAGE. */
export function wholeNumber(name: string, word: string | undefined): number {
	if (word === undefined || !/^\d{1,9}$/.test(word)) {
		throw toolErrors('TOOL_USAGE', { program: 'CCclient_full', problem: `${name}: ${word} is not a number` });
	}

	return Number(word);
}
