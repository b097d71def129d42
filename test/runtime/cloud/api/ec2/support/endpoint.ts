import type { Clock } from '../../../../../../src/common/clock.ts';
import { type Logger, silentLog } from '../../../../../../src/common/log.ts';
import { createEc2Interface } from '../../../../../../src/runtime/cloud/api/ec2/interface.ts';
import type { Ec2Settings } from '../../../../../../src/runtime/cloud/api/ec2/settings.ts';
import type { Engine } from '../../../../../../src/runtime/cloud/engine.ts';
import { listenHttp } from '../../../../../../src/runtime/cloud/http/listen.ts';

export interface Endpoint {
	readonly port: number;
	readonly url: string;
	close(): Promise<void>;
}

export interface EndpointOptions {
	readonly now?: () => number;
	readonly settings?: Partial<Ec2Settings>;
	readonly log?: Logger;
	readonly headersMs?: number;
}

/** The interface on a real listening server. */
export async function listenEc2(engine: Engine, options: EndpointOptions = {}): Promise<Endpoint> {
	const clock: Clock = { now: options.now ?? (() => Date.now()), sleep: async () => {} };
	const log = options.log ?? silentLog;
	const handler = createEc2Interface({ engine, clock, log, settings: options.settings ?? {} });
	const limits = { ...(options.headersMs === undefined ? {} : { headersMs: options.headersMs }) };
	const server = await listenHttp((request, response) => void handler(request, response), {
		host: '127.0.0.1',
		port: 0,
		refuse: handler.refuse,
		...limits,
	});
	const { port } = server;
	return {
		port,
		url: `http://127.0.0.1:${port}/services/Eucalyptus`,
		async close() {
			await server.close();
			handler.close();
		},
	};
}
