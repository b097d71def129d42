import { iptables } from '../../../../src/runtime/cluster/network/programs/iptables.ts';

/** Adds or removes the rules in the network namespace that it is started in. */
const [, , verb, bridge = ''] = process.argv;
await iptables[verb === 'add' ? 'add' : 'remove']({ subnet: '10.9.0.0/24', bridge, metadataPort: 8773 });
