import { errorCatalogue } from '../common/errors.ts';

export const confErrors = errorCatalogue({
	CONF_MISSING: {
		text: 'there is no configuration at {path}',
		who: 'operator',
		next: 'run euca-setup apply, or name the file with -c',
	},
	CONF_LINE: {
		text: '{path} line {line}: {problem}',
		who: 'operator',
		next: 'write KEY="value", one per line, comments after #',
	},
	CONF_UNKNOWN_KEY: {
		text: '{path} line {line}: {key} is not a key of this file{hint}',
		who: 'operator',
		next: 'correct or remove the line',
	},
	CONF_DUPLICATE: {
		text: '{path} line {line}: {key} was already given on line {first}',
		who: 'operator',
		next: 'keep one of the two lines',
	},
	CONF_VALUE: { text: '{path} line {line}: {key}="{value}": {problem}', who: 'operator', next: 'correct the value' },
	PROPERTY_LINE: {
		text: '{path} line {line}: {problem}',
		who: 'operator',
		next: 'write name = value, each on one line (\\n in a text is a line end), comments on lines that begin with #',
	},
	PROPERTY_VALUE: {
		text: '{path} line {line}: {key} = {value}: {problem}',
		who: 'operator',
		next: 'correct the value',
	},
	PROPERTIES_UNREADABLE: {
		text: '{path} cannot be read: {problem}',
		who: 'operator',
		next: 'see to it that root can read it, or remove it: without it the defaults are valid',
	},
});
