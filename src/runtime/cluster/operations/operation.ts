import type { ccService } from '../../wire/contracts/cc/service.ts';
import type { CallContext, Handlers } from '../../wire/server.ts';
import type { Cluster } from '../cluster.ts';

type CcHandlers = Handlers<typeof ccService>;
export type OperationName = keyof CcHandlers;

/** One operation of the cluster controller: what it is asked and what it answers come from its contract. */
export type Operation<Name extends OperationName> = (
	cluster: Cluster,
	request: Parameters<CcHandlers[Name]>[0],
	context: CallContext,
) => Promise<Awaited<ReturnType<CcHandlers[Name]>>>;
