import { renderText } from '../../../common/template.ts';
import { wrap } from '../../../common/wrap.ts';
import type { WebSettings } from '../../../conf/web-properties.ts';
import type { Mail } from '../engine/mail.ts';
import type { Person } from '../engine/person.ts';

/** To whoever decides on applications (spec §5.4, sign up); the caller knows who that is. */
export function signupRequest(
	settings: WebSettings,
	applicant: Person,
	links: { readonly approve: string; readonly reject: string },
): Omit<Mail, 'to'> {
	const description = applicant.projectDescription.trim();
	const text = renderText('email/signup-request', {
		...links,
		cloudName: settings.cloudName,
		facts: Object.entries(LABELS)
			.map(([key, label]) => ({ label, value: oneLine(applicant[key as keyof typeof LABELS]) }))
			.filter(({ value }) => value !== ''),
		description: description === '' ? [] : quoted(description),
	});
	return { subject: `${settings.signupRequestSubject} (${applicant.email})`, text };
}

/** To the person: the link activates the account. */
export function signupApproval(
	settings: WebSettings,
	{ email: to, userName }: Pick<Person, 'email' | 'userName'>,
	link: string,
): Mail {
	const { signupApprovalSubject: subject, signupApprovalHeader: header, signupApprovalFooter: footer } = settings;
	const values = { cloudName: settings.cloudName, header: wrapped(header), footer: wrapped(footer), userName, link };
	return { to, subject, text: renderText('email/signup-approval', values) };
}

export function signupRejection(settings: WebSettings, to: string): Mail {
	const { cloudName, signupRejectionSubject: subject, signupRejectionMessage: message } = settings;
	return { to, subject, text: renderText('email/signup-rejection', { cloudName, message: wrapped(message) }) };
}

/** The link brings the new password into force; an address may have several users. */
export function passwordRecovery(settings: WebSettings, to: string, userName: string, link: string): Mail {
	const { cloudName, passwordRecoverySubject: subject, passwordRecoveryMessage: message } = settings;
	return {
		to,
		subject,
		text: renderText('email/password-recovery', { cloudName, message: wrapped(message), userName, link }),
	};
}

/** To the new address, which comes into force with the link. */
export function emailChange({ cloudName }: WebSettings, to: string, userName: string, link: string): Mail {
	const text = renderText('email/email-change', { cloudName, userName, link });
	return { to, subject: '[Eucalyptus] Please confirm your e-mail address', text };
}

const LABELS = {
	realName: 'Name:            ',
	userName: 'Username:        ',
	email: 'E-mail:          ',
	telephone: 'Telephone:       ',
	affiliation: 'Affiliation:     ',
	projectLeader: 'Project leader:  ',
} as const satisfies Partial<Record<keyof Person, string>>;

/** As mail programs show it that wrap nothing. */
const WIDTH = 76;

function wrapped(text: string): string {
	return text
		.split('\n')
		.flatMap((line) => wrap(line, WIDTH))
		.join('\n');
}

/** What an applicant writes must not look like a part of the mail around it. */
function quoted(text: string): readonly string[] {
	return text
		.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
		.flatMap((line) => wrap(line.trimEnd(), WIDTH))
		.map((line) => `> ${line}`.trimEnd());
}

function oneLine(text: string): string {
	return text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
