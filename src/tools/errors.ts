import { errorCatalogue } from '../common/errors.ts';

/** What the tools themselves refuse; what a service refuses comes with its own code. */
export const toolErrors = errorCatalogue({
	TOOL_USAGE: { text: '{problem}', who: 'operator', next: 'see {program} --help' },
	TOOL_KEY: {
		text: 'the key file {path} cannot be read: {problem}',
		who: 'operator',
		next: 'run this as root on {where}, with EUCALYPTUS set to the directory of the installation',
	},
	TOOL_FILE: { text: '{path}: {problem}', who: 'operator', next: '{remedy}' },
	TOOL_INTERRUPTED: { text: 'interrupted; nothing was registered and the copies are removed', who: 'operator' },
	IMAGE_NOT_FOUND: {
		text: 'there is no enabled image {image}',
		who: 'operator',
		next: 'euca list_images shows the images; euca add_image adds one',
	},
	EC2_REFUSED: { text: '{action} was refused: {code}: {message}', who: 'operator', next: '{next}' },
	EC2_UNREACHABLE: {
		text: 'the cloud at {url} does not answer {action}: {problem}',
		who: 'operator',
		next: 'start it: /etc/init.d/eucalyptus start; its log is cloud.log',
	},
	EC2_ANSWER: { text: 'the answer to {action} is not understood: {problem}', who: 'us' },
	TRY_ENDED: {
		text: 'the instance {instance} is {state} instead of running{reason}',
		who: 'operator',
		next: 'look at nc.log and cc.log on the hosts of zone {zone}',
	},
	TRY_TIMED_OUT: {
		text: 'the instance {instance} ({state}, {address}) did not answer ssh within {seconds} s: {last}',
		who: 'operator',
		next: 'its console ends with: {console}',
	},
});
