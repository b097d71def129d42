import { errorCatalogue } from '../../common/errors.ts';

/** What the engine refuses. An interface module maps these codes to its own (api/ec2/errors.ts). */
export const cloudErrors = errorCatalogue({
	IMAGE_UNKNOWN: {
		text: 'The image id {id} does not exist',
		who: 'user',
		next: 'list the images, and use an id of that list',
	},
	IMAGE_DISABLED: { text: 'The image {id} is disabled', who: 'user', next: 'ask the administrator to enable it' },
	IMAGE_IN_USE: { text: 'The image {id} is used by {count} instances', who: 'operator', next: 'terminate them first' },
	IMAGE_NAME: { text: '{name} is not a usable image name', who: 'operator', next: 'use 1 to 255 printable characters' },
	IMAGE_FILE: {
		text: 'The image file {path} {problem}',
		who: 'operator',
		next: 'check the file and register it again',
	},
	KEY_PAIR_UNKNOWN: {
		text: 'The key pair {name} does not exist',
		who: 'user',
		next: 'create it, or use one of your list',
	},
	KEY_PAIR_DUPLICATE: {
		text: 'The key pair {name} already exists',
		who: 'user',
		next: 'choose another name, or delete it first',
	},
	KEY_PAIR_NAME: { text: 'The key pair name must have 1 to 255 printable characters', who: 'user' },
	KEY_PAIR_MATERIAL: {
		text: 'The key material is not a public RSA or Ed25519 key in OpenSSH or PEM form',
		who: 'user',
	},
	TYPE_UNKNOWN: { text: 'The instance type {type} does not exist; there are {types}', who: 'user' },
	ZONE_UNKNOWN: { text: 'The zone {zone} does not exist', who: 'user', next: 'list the zones' },
	NO_CAPACITY: {
		text: 'There is not enough room for {count} instances of type {type}: {free} places are free',
		who: 'operator',
		next: 'terminate instances, or add nodes',
	},
	TOKEN_REUSED: { text: 'The client token was used before with other parameters', who: 'user' },
	COUNT_INVALID: { text: 'The count must be at least 1, and the maximum not below the minimum', who: 'user' },
	INSTANCE_UNKNOWN: { text: 'The instance {id} does not exist', who: 'user' },
	INSTANCE_STATE: { text: 'The instance {id} is {state}: {verb} is not possible now', who: 'user' },
	CLUSTER_SILENT: {
		text: 'The cluster controller of zone {zone} does not answer',
		who: 'operator',
		next: 'look at {host}: its log is cc.log',
	},
	CLUSTER_UNKNOWN: { text: 'There is no cluster {name}', who: 'operator', next: 'euca list_clusters' },
	CLUSTER_IN_USE: { text: '{count} instances run in zone {name}', who: 'operator', next: 'terminate them first' },
	CLUSTER_INVALID: { text: 'The cluster {name} cannot be added: {problem}', who: 'operator' },
	USER_UNKNOWN: { text: 'There is no user {name}', who: 'operator', next: 'euca list_users' },
	USER_DUPLICATE: { text: 'The user {name} already exists', who: 'operator', next: 'choose another name' },
	USER_NAME: {
		text: '{name} is not a usable user name',
		who: 'operator',
		next: 'use 1 to 63 letters, digits, dots, hyphens or underscores, beginning with a letter or digit',
	},
	USER_IN_USE: {
		text: 'The user {name} still has {what}',
		who: 'operator',
		next: 'terminate the instances and delete the images first, or disable the user',
	},
	USER_PROTECTED: { text: 'The user {name} is the administrator and stays', who: 'operator' },
	QUOTA_INVALID: {
		text: 'The quota of {what} cannot be {value}',
		who: 'operator',
		next: 'give a whole number, or the word unlimited',
	},
	QUOTA_INSTANCES: {
		text: 'The quota of {limit} instances does not allow {count} more: {used} are in use',
		who: 'user',
		next: 'terminate instances, or ask the administrator for a larger quota',
	},
	QUOTA_CORES: {
		text: 'The quota of {limit} cores does not allow {count} instances of type {type}: {used} cores are in use',
		who: 'user',
		next: 'terminate instances, or ask the administrator for a larger quota',
	},
	QUOTA_MEMORY: {
		text: 'The quota of {limit} MB of memory does not allow {count} instances of type {type}: {used} MB are in use',
		who: 'user',
		next: 'terminate instances, or ask the administrator for a larger quota',
	},
	QUOTA_KEY_PAIRS: {
		text: 'The quota of {limit} key pairs is used up',
		who: 'user',
		next: 'delete key pairs, or ask the administrator for a larger quota',
	},
	INSTANCE_PROTECTED: {
		text: "The instance {id} may not be terminated: it is protected by its attribute 'disableApiTermination'",
		who: 'user',
		next: 'modify the attribute first',
	},
	IMAGE_LOCATION: {
		text: 'There is no image {location} to register',
		who: 'user',
		next: 'ask the administrator to bring its files in with euca add_image',
	},
	GROUP_UNKNOWN: { text: "The security group '{name}' does not exist", who: 'user' },
	GROUP_DUPLICATE: { text: "The security group '{name}' already exists", who: 'user' },
	GROUP_RESERVED: { text: "The security group '{name}' is every user's own and stays", who: 'user' },
	GROUP_NAME: {
		text: 'Names and descriptions of security groups have 1 to 255 printable characters, and a name does not begin with sg-',
		who: 'user',
	},
	GROUP_IN_USE: { text: "The security group '{name}' is used by {what}", who: 'user' },
	RULE_DUPLICATE: { text: 'The rule {rule} is in the security group already', who: 'user' },
	RULE_UNKNOWN: { text: 'The rule {rule} is not in the security group', who: 'user' },
	RESOURCE_UNKNOWN: { text: 'The ID {id} is not valid', who: 'user' },
	TAG_INVALID: {
		text: 'A tag key has 1 to 127 characters and does not begin with aws:, a value at most 255: {key}',
		who: 'user',
	},
	TAG_LIMIT: { text: '{thing} may have {limit} tags', who: 'user' },
	REHEARSED: { text: 'Request would have succeeded, but DryRun flag is set', who: 'user' },
});
