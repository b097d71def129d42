import { errorCatalogue } from '../../common/errors.ts';

/** What the cluster controller refuses or cannot do. */
export const clusterErrors = errorCatalogue({
	COUNT_INVALID: {
		text: 'minCount {minCount} and maxCount {maxCount} are not a count: both must be at least 1 and minCount not above maxCount',
		who: 'user',
	},
	IDS_MISSING: {
		text: '{what}: {given} for at most {maxCount} instances; each possible instance needs one',
		who: 'us',
	},
	ID_INVALID: { text: 'the instance id {id} is not usable: {problem}', who: 'us' },
	ID_IN_USE: {
		text: 'the instance id {id} already belongs to reservation {reservationId}',
		who: 'us',
		next: 'send the instances of another reservation under ids of their own',
	},
	TYPE_INVALID: {
		text: 'the instance type {name} needs cores, memory and disk of at least 1; it has cores {cores}, memory {memory} MB, disk {disk} GB',
		who: 'operator',
		next: 'correct the type at the cloud controller',
	},
	NOT_ENOUGH_RESOURCES: {
		text: 'only {placed} of at least {minCount} instances could be started{why}; none was left running',
		who: 'operator',
		next: 'ask for fewer or smaller instances, end some, or add nodes',
	},
	INSTANCE_UNKNOWN: { text: 'there is no instance {id} on this cluster', who: 'user' },
	INSTANCE_GONE: { text: 'the instance {id} is not running any more', who: 'user' },
	NODE_FAILED: {
		text: 'the node {node} did not do {operation} for {id}: {reason}',
		who: 'operator',
		next: 'look at nc.log on {node}',
	},
	NOT_IN_THIS_MODE: {
		text: '{operation} is not possible: the network mode is {mode}, and only MANAGED has public addresses',
		who: 'user',
	},
	STATE_UNWRITABLE: {
		text: 'the state file {path} cannot be written: {reason}',
		who: 'operator',
		next: 'free space on that disk, or correct its rights; nothing was started',
	},
	STOPPING: { text: 'the cluster controller is being stopped', who: 'operator', next: 'repeat the request later' },
	SETTING_MISSING: {
		text: 'VNET_MODE={mode} needs {key}, which is empty',
		who: 'operator',
		next: 'set {key} in eucalyptus.conf, or choose VNET_MODE="SYSTEM"',
	},
	SETTING_WRONG: { text: '{key}: {problem}', who: 'operator', next: 'correct {key} in eucalyptus.conf' },
	DHCP_PROGRAM: {
		text: 'VNET_DHCPDAEMON={program}: {problem}',
		who: 'operator',
		next: 'install isc-dhcp-server or dnsmasq-base, and name the program in VNET_DHCPDAEMON',
	},
	DHCP_INTERFACE: {
		text: 'the DHCP server cannot answer on {interface}: {problem}',
		who: 'operator',
		next: 'correct VNET_INTERFACE (with VNET_NAT=Y: VNET_BRIDGE) or VNET_SUBNET in eucalyptus.conf',
	},
	DHCP_CONFIG: {
		text: '{program} refuses the configuration {path}: {reason}',
		who: 'operator',
		next: 'correct the VNET_ keys of eucalyptus.conf',
	},
	DHCP_FAILED: {
		text: '{program} does not run: {reason}',
		who: 'operator',
		next: 'look whether another DHCP server has the port of {interface}, and at cc.log',
	},
	NAT_BRIDGE: {
		text: 'VNET_BRIDGE={bridge}: {problem}',
		who: 'operator',
		next: 'choose a name that no other interface has',
	},
	NAT_RULES: {
		text: 'address translation for {subnet} cannot be set up: {reason}',
		who: 'operator',
		next: 'install nftables (or iptables) and run the cluster controller as root, or set VNET_NAT="N"',
	},
	NODES_EMPTY: {
		text: 'NODES is empty: the cluster controller has no node to start instances on',
		who: 'operator',
		next: 'name at least one node in NODES of eucalyptus.conf',
	},
	KEY_UNREADABLE: {
		text: '{path} cannot be read: {reason}',
		who: 'operator',
		next: 'run euca-setup apply, which makes the keys, or copy them from the front-end (euca_sync_key)',
	},
	KEYS_DIFFER: {
		text: 'the private key {key} does not belong to the certificate {certificate}',
		who: 'operator',
		next: 'make both anew with euca-setup apply',
	},
});
