import { errorCatalogue } from '../../../common/errors.ts';

/** What the web site refuses; shown to whoever filled in the form. */
export const accountErrors = errorCatalogue({
	SITE_NOT_READY: {
		text: 'Nobody can apply for an account yet',
		who: 'operator',
		next: 'log in as admin once: the address to which applications are sent has to be entered first',
	},
	FIELD_MISSING: { text: '{field} is missing', who: 'user', next: 'fill it in' },
	FIELD_LONG: { text: '{field} has more than {limit} characters', who: 'user', next: 'shorten it' },
	FIELD_CHARACTERS: { text: '{field} holds control characters', who: 'user', next: 'type it again' },
	EMAIL_INVALID: { text: '"{email}" is not an e-mail address', who: 'user', next: 'give one such as name@example.org' },
	PASSWORD_DIFFERS: { text: 'The two passwords differ', who: 'user', next: 'type the same one twice' },
	PASSWORD_SHORT: { text: 'The password has fewer than {least} characters', who: 'user', next: 'choose a longer one' },
	PASSWORD_LONG: { text: 'The password has more than {most} characters', who: 'user', next: 'choose a shorter one' },
	PASSWORD_TELLS: {
		text: 'The password holds the username or the name',
		who: 'user',
		next: 'choose one that says nothing about its owner',
	},
	PASSWORD_SAME: { text: 'The new password is the old one', who: 'user', next: 'choose another' },
	PASSWORD_OLD_WRONG: { text: 'The old password is not right', who: 'user', next: 'type it again' },
	LOGIN_WRONG: {
		text: 'The username or the password is wrong',
		who: 'user',
		next: 'try again, or recover the password',
	},
	TOO_MANY_TRIES: { text: 'Too many attempts', who: 'user', next: 'wait {minutes} minutes and try again' },
	LOGIN_UNAPPROVED: {
		text: 'The administrator has not approved this account yet',
		who: 'user',
		next: 'wait for the e-mail that tells the decision',
	},
	LOGIN_UNCONFIRMED: {
		text: 'This account has been approved, but not confirmed',
		who: 'user',
		next: 'follow the link in the e-mail that told so',
	},
	LOGIN_DISABLED: { text: 'This account is disabled', who: 'user', next: 'ask the administrator' },
	LOGIN_BUSY: { text: 'Too many people log in just now', who: 'user', next: 'try again in a moment' },
	RECOVERY_WRONG: {
		text: 'This is not the password that was chosen when this link was asked for',
		who: 'user',
		next: 'type that one; if somebody else has asked for the link, ignore its mail',
	},
	CODE_UNKNOWN: {
		text: 'This link has been used already, has expired, or was replaced by a newer one',
		who: 'user',
		next: 'use the link of the newest e-mail, or ask for another',
	},
	APPLICATION_UNKNOWN: {
		text: 'There is no application of {name}: it was decided on already, or never made',
		who: 'operator',
		next: 'look at the list of users',
	},
	APPLICATIONS_FULL: {
		text: '{count} applications wait for a decision; no more are taken until some have got one',
		who: 'operator',
		next: 'try again later; the administrator decides on them under Users',
	},
	ACCOUNT_UNKNOWN: { text: 'There is no user {name}', who: 'operator', next: 'look at the list of users' },
});
