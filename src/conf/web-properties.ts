import { email, line, mailServer, someText, text, type WebType, yesOrNo } from './web-types.ts';

export interface WebKeySpec<T> {
	readonly type: WebType<T>;
	readonly text: string;
}

const key = <T>(type: WebType<T>, explanation: string): WebKeySpec<T> => ({ type, text: explanation });

/**
 * Every key of eucalyptus-web.properties (spec/eucalyptus §5.5). Parser, generated file, web site, mails and the reference
 * page are made from this table; a new key is one line here. All texts are plain text.
 */
export const WEB_KEYS = {
	'cloud-name': key(line('Eucalyptus'), 'What the cloud is called, on every page and below every mail.'),
	'smtp-server': key(
		mailServer({ host: 'localhost', port: 25 }),
		'The mail server that takes the mails of the cloud. Where none runs on this host, name the one of the site: mail.example.org:25.',
	),
	'signup-email-address': key(
		email(),
		"Where applications for accounts are sent. Empty: to the administrator's address.",
	),
	'reply-email-address': key(
		email(),
		"Sender of all mails, so that answers arrive there. Empty: the administrator's address.",
	),
	'login-greeting': key(
		text('Welcome. Sign in to see your credentials and the images of this cloud.'),
		'Beside the login box.',
	),
	'signup-greeting': key(
		text('Please tell who you are. The administrator decides on each application, and you will be told by e-mail.'),
		'Above the form with which people apply for an account.',
	),
	'request-telephone': key(yesOrNo(true), 'Whether the form asks for a telephone number; nobody has to answer.'),
	'request-project-leader': key(yesOrNo(true), 'Whether the form asks who leads the project.'),
	'request-affiliation': key(yesOrNo(true), 'Whether the form asks for the affiliation.'),
	'request-project-description': key(yesOrNo(true), 'Whether the form asks what the project is about.'),
	'thanks-for-signup': key(
		someText(
			'Thank you. Your application has been sent to the administrator. You will get an e-mail when it has been decided on.',
		),
		'Shown to people who have applied.',
	),
	'signup-request-subject': key(
		line('[Eucalyptus] Application for an account'),
		'Subject of the mail to the administrator; the address of the applicant follows it.',
	),
	'signup-approval-subject': key(
		line('[Eucalyptus] Your account has been approved'),
		'Subject of the mail that tells a person of the approval.',
	),
	'signup-approval-header': key(
		someText(
			'Your account on this cloud has been approved.\n\nTo activate it, follow this link and log in with the username and the password that were chosen for it:',
		),
		'Text of that mail, above the link that activates the account.',
	),
	'signup-approval-footer': key(
		someText('If you know nothing of this, please ignore this mail: the account stays inactive then.'),
		'Text of that mail, below the link.',
	),
	'signup-rejection-subject': key(
		line('[Eucalyptus] Your application for an account'),
		'Subject of the mail that tells a person of the rejection.',
	),
	'signup-rejection-message': key(
		someText(
			'Your application for an account on this cloud was not approved.\n\nIf you think that this is a mistake, please answer this mail.',
		),
		'Text of that mail.',
	),
	'password-recovery-subject': key(
		line('[Eucalyptus] Your new password'),
		'Subject of the mail to somebody who has asked for a new password.',
	),
	'password-recovery-message': key(
		someText(
			'Somebody, most likely you, has asked for a new password for your account on this cloud.\n\nThe new password comes into force when you follow the link below. If it was not you, please ignore this mail: your password stays as it is.',
		),
		'Text of that mail; the link follows it.',
	),
	'user-account-text': key(
		text('What the cloud knows of you. The administrator sees it too.'),
		'On the page of credentials, above the account.',
	),
	'certificate-download-text': key(
		text(
			'The tools of the cloud sign with a certificate and a private key. Each click makes a new pair; earlier ones stay valid.',
		),
		'On the page of credentials, above the certificate.',
	),
	'rest-credentials-text': key(
		text('Programs that use the query interface sign with this pair. Keep the secret key to yourself.'),
		'On the page of credentials, above the Query ID and the secret key.',
	),
	'admin-email-change-text': key(
		text(
			'Applications for accounts are sent to this address. Nobody else can use the web site before it has been entered.',
		),
		'Shown to the administrator who logs in for the first time and is asked for an e-mail address.',
	),
} as const;

export type WebKey = keyof typeof WEB_KEYS;

/** In the order of the table. */
export const WEB_KEY_NAMES = Object.keys(WEB_KEYS) as readonly WebKey[];

/** As the file would say it. */
export function printedDefault(name: WebKey): string {
	const { print, defaultValue } = WEB_KEYS[name].type;
	return (print as (value: unknown) => string)(defaultValue);
}

type Camel<S extends string> = S extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;

/** The typed content of eucalyptus-web.properties, every default filled in: `cloud-name` is `cloudName` and so on. */
export type WebSettings = {
	readonly [K in WebKey as Camel<K>]: (typeof WEB_KEYS)[K] extends WebKeySpec<infer T> ? T : never;
};

/** As of a file that says nothing. */
export const DEFAULT_WEB_SETTINGS: WebSettings = webSettings({});

/** With the defaults of what is not given. */
export function webSettings(given: Readonly<Partial<Record<WebKey, unknown>>>): WebSettings {
	const entries = WEB_KEY_NAMES.map((key) => [
		inCamelCase(key),
		Object.hasOwn(given, key) ? given[key] : WEB_KEYS[key].type.defaultValue,
	]);
	return Object.fromEntries(entries) as WebSettings;
}

function inCamelCase(key: string): string {
	return key.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
