/** What was done, told on the page that comes after; named in its address. */
export const NOTICES = {
	activated: 'The account is active.',
	added: 'The user was added, and gets a mail with a link to confirm the account.',
	approved: 'The user was approved, and gets a mail with a link to confirm the account.',
	changed: 'The account was changed.',
	confirmed: 'Your account is now active.',
	deleted: 'The user was deleted.',
	disabled: 'The user was disabled.',
	email: 'The new e-mail address is in use.',
	ended: 'Nothing was changed: your session has ended. Log in, and send the form again.',
	enabled: 'The user was enabled.',
	'image-disabled': 'The image was disabled: nobody can start it any more; what runs goes on.',
	'image-enabled': 'The image was enabled.',
	mailed: 'The account was changed; the new e-mail address counts when the link is followed that was sent to it.',
	mails: 'The mails are being sent again.',
	password: 'The password was changed. You have been logged out everywhere else.',
	recovered: 'The new password is in use: log in with it.',
	rejected: 'The application was rejected, and the applicant is told by mail.',
} as const;

export type NoticeName = keyof typeof NOTICES;

export function noticeOf(name: unknown): string | undefined {
	return typeof name === 'string' && Object.hasOwn(NOTICES, name) ? NOTICES[name as NoticeName] : undefined;
}
