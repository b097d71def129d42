import { isProgramMissing } from '../../../../common/run.ts';
import { iptables } from '../programs/iptables.ts';
import { nft } from '../programs/nft.ts';
import type { NatNetwork, NatProgram } from './program.ts';

/** In order of preference. */
const PROGRAMS: readonly NatProgram[] = [nft, iptables];

/** Uses the first program that this host has. */
export function natRules(network: NatNetwork) {
	const withFirst = async (verb: 'add' | 'remove'): Promise<string> => {
		let missing: unknown;
		for (const program of PROGRAMS) {
			try {
				await program[verb](network);
				return program.name;
			} catch (error) {
				if (!isProgramMissing(error)) {
					throw error;
				}

				missing = error;
			}
		}

		throw missing;
	};
	return { add: () => withFirst('add'), remove: () => withFirst('remove') };
}
