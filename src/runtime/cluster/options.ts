import type { Clock } from '../../common/clock.ts';
import type { Logger } from '../../common/log.ts';
import type { Identity } from '../wire/client.ts';
import type { TrustedPeer } from '../wire/server.ts';
import type { NetworkSettings } from './network/settings.ts';
import type { NodeAddress } from './nodes/pool.ts';
import type { PolicyName } from './scheduler/policies.ts';
import type { Timings } from './timings.ts';

export interface ClusterOptions {
	/** Where instances are remembered; made with 0700 if missing. */
	readonly stateDir: string;
	/** For the files of the DHCP server. Default: `net` in the state directory. */
	readonly netDir?: string;
	/** In the order of NODES; `url` is the full URL of the node controller's service. */
	readonly nodes: readonly NodeAddress[];
	readonly policy: PolicyName;
	readonly network: NetworkSettings;
	/** Signs requests to nodes and answers to callers; absent when ENABLE_WS_SECURITY=N. */
	readonly identity?: Identity;
	/** Who may call. */
	readonly callers: readonly TrustedPeer[];
	/** Who is known but may not call. */
	readonly otherRoles?: readonly TrustedPeer[];
	/** Names and addresses by which callers may know this host, beside those that the host itself knows. */
	readonly hostNames?: readonly string[];
	/** The only certificates that may sign the answers of nodes. */
	readonly nodeCertificates?: readonly string[];
	readonly timings?: Partial<Timings>;
	readonly log: Logger;
	readonly clock?: Clock;
	readonly listen: { readonly host: string; readonly port: number } | { readonly socketPath: string };
}

export interface RunningCluster {
	/** 0 when listening on a socket path. */
	readonly port: number;
	/** Of the service; undefined when listening on a socket path. */
	readonly url: string | undefined;
	/** Takes in added nodes at once; a node left out gets no new instance, and is asked until its old ones are gone. */
	setNodes(nodes: readonly NodeAddress[]): void;
	/** Answers what is under way, then stops. Instances go on running. */
	close(): Promise<void>;
}
