import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../common/clock.ts';
import type { Logger } from '../../common/log.ts';
import type { Engine } from './engine.ts';
import type { ListenOptions } from './http/listen.ts';

export interface InterfaceParts {
	readonly engine: Engine;
	/** For what an interface has to remember across restarts. */
	readonly stateDir: string;
	readonly clock: Clock;
	readonly log: Logger;
}

/** What the cloud's port does with requests that are not for its own services; api/mount.ts makes it. */
export interface Interfaces {
	answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
	/** What to answer when the HTTP server itself gave up on a request: its code for why. */
	readonly refuse: NonNullable<ListenOptions['refuse']>;
	/** Lets go of files. */
	close(): void;
}
