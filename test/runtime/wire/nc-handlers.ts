import type { ncService } from '../../../src/runtime/wire/contracts/nc/service.ts';
import type { Handlers } from '../../../src/runtime/wire/server.ts';

/** A node controller that answers something to everything. */
export const ncHandlers: Handlers<typeof ncService> = {
	ncRunInstance: () => ({}),
	ncDescribeInstances: () => ({ instances: [] }),
	ncTerminateInstance: ({ instanceId }) => ({ instanceId, shutdownState: '1', previousState: '14' }),
	ncRebootInstance: () => ({ status: true }),
	ncGetConsoleOutput: () => ({ consoleOutput: 'aGVsbG8=' }),
	ncDescribeResource: () => ({
		nodeStatus: 'OK',
		memorySizeMax: 8192,
		memorySizeAvailable: 4096,
		diskSizeMax: 100,
		diskSizeAvailable: 50,
		numberOfCoresMax: 8,
		numberOfCoresAvailable: 4,
		publicSubnets: 'none',
	}),
	ncStartNetwork: ({ remoteHosts }) => ({ networkStatus: remoteHosts.join() }),
};
