import { join } from 'node:path';
import type { InterfaceParts, Interfaces } from '../interfaces.ts';
import { createEc2Interface } from './ec2/interface.ts';
import { createMetadataService } from './metadata/metadata-service.ts';

/** The interfaces of this cloud to its users: the one place that knows which there are. */
export function mountInterfaces({ engine, stateDir, clock, log }: InterfaceParts): Interfaces {
	const ec2 = createEc2Interface({ engine, clock, log, settings: { replayFile: join(stateDir, 'ec2-replay') } });
	const metadata = createMetadataService(engine, clock);
	return {
		answer: async (request, response) =>
			(await metadata.concerns(request)) ? metadata.answer(request, response) : ec2(request, response),
		// the port is EC2's: what is no request at all is answered in its words
		refuse: ec2.refuse,
		close: () => ec2.close(),
	};
}
