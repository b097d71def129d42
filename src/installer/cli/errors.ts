import { errorCatalogue } from '../../common/errors.ts';

export const cliErrors = errorCatalogue({
	CLI_OPTION: {
		text: 'the option {option} {problem}',
		who: 'operator',
		next: 'the option --help of the command (-h) explains each',
	},
	SYNC_USAGE: { text: '{problem}', who: 'operator', next: 'see euca_sync_key -h' },
	CLI_FILE_EXISTS: {
		text: '{path} exists already and was left as it is',
		who: 'operator',
		next: 'name another file with --site, or add --force to replace it',
	},
	CLI_NODES_FILE: {
		text: '{path} line {line}: {word} is not a host name or an IPv4 address',
		who: 'operator',
		next: 'write one host per line; everything after # is a comment',
	},
	CLI_NOT_ANSWERED: {
		text: 'a question was not answered: interrupted',
		who: 'operator',
		next: 'run the same command again',
	},
	CLI_FILE_UNWRITABLE: {
		text: '{path} cannot be written: {problem}',
		who: 'operator',
		next: 'name a file in a directory that you may write to',
	},
	CLI_FILE_UNREADABLE: { text: 'cannot read {path}', who: 'operator', next: 'check the name and the rights' },
	CLI_ANSWERS: {
		text: 'the answers file {path} cannot be used: {problem}',
		who: 'operator',
		next: 'write one answer per line, "name: value", with the names of the options of "euca-setup probe --help"',
	},
	CLI_UNKNOWN_HOST: {
		text: '{host} is not a host of the site {site}',
		who: 'operator',
		next: 'its hosts are: {hosts}',
	},
});
