import { errorCatalogue } from '../../common/errors.ts';

export const simulatorErrors = errorCatalogue({
	SIMULATOR_OPTION: { text: '{problem}', who: 'user', next: 'see euca-simulate --help' },
	SIMULATOR_DIRECTORY: {
		text: 'the directory {directory} cannot be used: {problem}',
		who: 'user',
		next: 'name a directory that you may write to',
	},
	SIMULATOR_STATE: {
		text: '{path} cannot be read: {problem}',
		who: 'user',
		next: 'use another directory, or remove this one and lose its instances',
	},
	SIMULATOR_PORTS: { text: 'no free port was found on 127.0.0.1 from {first} on', who: 'user' },
	SIMULATOR_PORT_TAKEN: {
		text: 'port {port}, which this simulated cloud had before for its {what}, is in use by another program',
		who: 'user',
		next: 'stop the other program: {why}',
	},
});
