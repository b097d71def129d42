// Applies a site to hosts, files only, and says how many calls and seconds it took: SSH_DIRECTORY BUNDLE HOST...
import { systemClock } from '../../src/common/clock.ts';
import { apply } from '../../src/installer/actions/apply.ts';
import { silentReporter } from '../../src/installer/messages.ts';
import { claim } from '../../src/installer/phases/claim.ts';
import { connect } from '../../src/installer/phases/connect.ts';
import { files } from '../../src/installer/phases/files.ts';
import { keys } from '../../src/installer/phases/keys.ts';
import { runtime } from '../../src/installer/phases/runtime.ts';
import type { Host } from '../../src/installer/transport/host.ts';
import { sshHost } from '../../src/installer/transport/ssh.ts';
import { shareSsh } from '../../src/installer/transport/ssh-target.ts';
import { validSite } from '../../src/site/load.ts';

const [sshDirectory, bundle = '', ...names] = process.argv.slice(2);
const shared = shareSsh();
let calls = 0;
const counted = (host: Host): Host =>
	new Proxy(host, {
		get(target, name, receiver) {
			calls += ['exec', 'script', 'read', 'write', 'upload', 'append'].includes(String(name)) ? 1 : 0;
			return Reflect.get(target, name, receiver);
		},
	});
const [head = ''] = names;
const site = validSite(
	{
		version: 1,
		systemRoot: '/srv/system',
		eucalyptus: '/srv/cloud',
		cloud: { host: head },
		clusters: [{ name: 'zone', host: head, nodes: names.slice(1) }],
		nodeDefaults: { hypervisor: 'qemu', instancePath: '/srv/instances' },
	},
	'bench',
);
const begin = Date.now();
const hosts = names.map((name) => counted(sshHost({ name, sshDirectory, shared })));
const installation = { site, hosts, facts: new Map(), surveys: new Map(), failed: new Map() };
const { signal } = new AbortController();
const phases = [connect, claim([runtime, files, keys]), runtime, files, keys];
const changes = await apply(installation, { reporter: silentReporter, clock: systemClock, signal, bundle }, phases);
await Promise.all(hosts.map((host) => host.close()));
console.log(JSON.stringify({ calls, changes: changes.length, seconds: (Date.now() - begin) / 1000 }));
