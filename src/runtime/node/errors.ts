import { errorCatalogue } from '../../common/errors.ts';

/** What the node controller refuses or cannot do. `statusMessage` numbers of the original are in spec §3.1. */
export const nodeErrors = errorCatalogue({
	INSTANCE_UNKNOWN: { text: 'node {node} has no instance {id}', who: 'user' },
	INSTANCE_DIFFERS: {
		text: 'instance {id} exists on node {node} with other parameters',
		who: 'us',
		next: 'use a new instance id',
	},
	INSTANCE_STATE: { text: 'instance {id} on node {node} is {state}: {verb} is not possible now', who: 'user' },
	NO_ROOM: {
		text: 'node {node} has not enough {what} for instance {id}: {wanted} wanted, {available} available',
		who: 'operator',
		next: 'choose another node or a smaller type',
	},
	BAD_NAME: { text: '{field} {value} cannot be used here: {problem}', who: 'us' },
	KEY_TEXT: {
		text: 'the public key of instance {id} {problem}',
		who: 'user',
		next: 'give exactly one line in OpenSSH form',
	},
	TYPE_INVALID: { text: 'instance {id} asks for {what} {value}', who: 'us' },
	CANCELLED: { text: 'instance {id} was terminated while it started', who: 'user' },
	BOOT_DEADLINE: { text: 'instance {id} did not start within {minutes} minutes', who: 'operator', next: 'see nc.log' },
	DOMAIN_ENDED: { text: 'the domain of instance {id} ended: {state}', who: 'user', next: 'see the console output' },
	NOT_CONFIGURED: {
		text: '{key} is not configured on node {node}',
		who: 'operator',
		next: 'set {key} in eucalyptus.conf',
	},
	KEY_UNREADABLE: {
		text: 'the key file {path} cannot be read: {reason}',
		who: 'operator',
		next: 'run euca_sync_key on the front-end',
	},
	KEYS_DIFFER: {
		text: 'the private key {key} does not belong to the certificate {certificate}',
		who: 'operator',
		next: 'run euca_sync_key on the front-end',
	},
	LISTEN: { text: '--listen {text} is not HOST:PORT', who: 'operator' },
	INSTANCE_PATH: {
		text: 'INSTANCE_PATH {path} on node {node} {problem}',
		who: 'operator',
		next: 'make the directory on a local disk',
	},
});
