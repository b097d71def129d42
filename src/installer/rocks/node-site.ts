import { existsSync } from 'node:fs';
import { validSite } from '../../site/load.ts';
import type { Site } from '../../site/schema.ts';
import { BRIDGES, SCRATCH, SCRATCH_INSTANCES } from './front-end-site.ts';

export interface NodeOptions {
	readonly eucalyptus: string;
	readonly name: string;
	/** Name or address of the front-end on the private network. */
	readonly frontEnd: string;
	readonly hypervisor: 'xen' | 'kvm' | 'qemu';
	readonly instancePath?: string | undefined;
	readonly bridge?: string | undefined;
	readonly interface?: string | undefined;
}

const OWN_INSTANCES = '/usr/local/eucalyptus/instances';

/** As much of the site as one VM container needs for its own files: itself, and the front-end that it belongs to. */
export function nodeSite(options: NodeOptions): Site {
	const { eucalyptus, name, frontEnd, hypervisor, instancePath, bridge } = options;
	const usual = BRIDGES[hypervisor === 'xen' ? 'xen' : 'kvm'];
	const settings = {
		hypervisor,
		instancePath: instancePath ?? (existsSync(SCRATCH) ? SCRATCH_INSTANCES : OWN_INSTANCES),
		bridge: bridge ?? usual.bridge,
		interface: options.interface ?? usual.interface,
	};
	return validSite(
		{
			version: 1,
			eucalyptus,
			cloud: { host: frontEnd },
			clusters: [{ name: 'rocks', host: frontEnd, nodes: [name] }],
			hosts: { [name]: settings },
		},
		'what Rocks says of this node',
	);
}
