import { errorCatalogue } from '../common/errors.ts';

export const siteErrors = errorCatalogue({
	SITE_MISSING: {
		text: 'there is no site file at {path}',
		who: 'operator',
		next: 'make one: euca-setup --probe --site {path}, or euca-setup init --front-end HOST --node HOST --site {path}',
	},
	SITE_UNREADABLE: { text: 'the site file {path} cannot be read', who: 'operator', next: 'check its rights' },
	SITE_TOO_LARGE: {
		text: 'the site file {path} has {bytes} bytes; the limit is {limit}',
		who: 'operator',
		next: 'check that this is the right file',
	},
	SITE_YAML: {
		text: '{path} line {line}: {problem}',
		who: 'operator',
		next: 'correct the YAML: two blanks per level, "key: value", lists with "- "',
	},
	SITE_INVALID: {
		text: '{path} is not a valid site:\n{problems}',
		who: 'operator',
		next: 'correct the keys named above; docs/reference/site.md explains each',
	},
});
