import { expect, test } from 'vitest';
import { parseWebProperties } from '../../src/conf/parse-web-properties.ts';
import { DEFAULT_WEB_SETTINGS } from '../../src/conf/web-properties.ts';

const PATH = '/etc/web.properties';
const parse = (text: string) => parseWebProperties(text, PATH);

test('an empty file means the defaults, which are whole', () => {
	expect(parse('')).toEqual(DEFAULT_WEB_SETTINGS);
	const { signupEmailAddress, replyEmailAddress, smtpServer, ...rest } = DEFAULT_WEB_SETTINGS;
	expect([signupEmailAddress, replyEmailAddress, smtpServer]).toEqual([
		undefined,
		undefined,
		{ host: 'localhost', port: 25 },
	]);
	expect(Object.values(rest).filter((value) => value === '' || value === undefined)).toEqual([]);
	const subjects = Object.entries(rest).filter(([key]) => key.endsWith('Subject'));
	expect(subjects).toHaveLength(4);
	expect(subjects.filter(([, subject]) => !String(subject).startsWith('[Eucalyptus] '))).toEqual([]);
});

test.each([
	['with blanks anywhere', '  cloud-name   =  My cloud  ', { cloudName: 'My cloud' }],
	[
		'as other systems end lines, with their mark at the start',
		'\uFEFFcloud-name=My cloud\r\n',
		{ cloudName: 'My cloud' },
	],
	['with the sign of equality and # in the value', 'cloud-name = a = b # c', { cloudName: 'a = b # c' }],
	['a text of several lines', 'thanks-for-signup = one\\ntwo\\n\\nfour', { thanksForSignup: 'one\ntwo\n\nfour' }],
	['a backslash', 'thanks-for-signup = C:\\\\new \\d', { thanksForSignup: 'C:\\new \\d' }],
	['no text', 'login-greeting =', { loginGreeting: '' }],
	['an address', 'reply-email-address = cloud@lab.example.org', { replyEmailAddress: 'cloud@lab.example.org' }],
	['no address', 'reply-email-address =', { replyEmailAddress: undefined }],
	['yes in capitals', 'request-telephone = NO', { requestTelephone: false }],
	[
		'a mail server',
		'smtp-server = mail.lab.example.org:2525',
		{ smtpServer: { host: 'mail.lab.example.org', port: 2525 } },
	],
	['a mail server without a port', 'smtp-server = mail', { smtpServer: { host: 'mail', port: 25 } }],
	['a mail server by its IPv6 address', 'smtp-server = [fd00::1]:587', { smtpServer: { host: 'fd00::1', port: 587 } }],
])('reads %s', (_, text, expected) => {
	expect(parse(text)).toEqual({ ...DEFAULT_WEB_SETTINGS, ...expected });
});

test.each([
	['cloud-name', 'PROPERTY_LINE', 'line 1: "cloud-name" is not of the form name = value'],
	['\n= x', 'PROPERTY_LINE', 'line 2: "= x" is not of the form name = value'],
	['cloud-name = a\0b', 'PROPERTY_LINE', 'line 1: "cloud-name = a\\u0000b" holds a control character'],
	[
		'cloud-name = a\rlogin-greeting = b',
		'PROPERTY_LINE',
		'line 1: "cloud-name = a\\rlogin-greeting = b" holds a control character',
	],
	['Cloud_Name = x', 'CONF_UNKNOWN_KEY', 'line 1: Cloud_Name is not a key of this file; did you mean cloud-name?'],
	['logo-file = x.png', 'CONF_UNKNOWN_KEY', 'line 1: logo-file is not a key of this file'],
	['toString = x', 'CONF_UNKNOWN_KEY', 'line 1: toString is not a key of this file'],
	['cloud-name=a\n#\ncloud-name=a', 'CONF_DUPLICATE', 'line 3: cloud-name was already given on line 1'],
	['request-telephone = maybe', 'PROPERTY_VALUE', 'line 1: request-telephone = maybe: expected yes or no'],
	['cloud-name =', 'PROPERTY_VALUE', 'line 1: cloud-name = : expected some text'],
	['signup-approval-header =', 'PROPERTY_VALUE', 'line 1: signup-approval-header = : expected some text'],
	[
		'signup-email-address = a@b, c@d.org',
		'PROPERTY_VALUE',
		'line 1: signup-email-address = a@b, c@d.org: expected an e-mail address such as name@example.org',
	],
	[
		'smtp-server = smtp://mail',
		'PROPERTY_VALUE',
		'line 1: smtp-server = smtp://mail: expected host:port, such as mail.example.org:25',
	],
	[
		'smtp-server = mail:0',
		'PROPERTY_VALUE',
		'line 1: smtp-server = mail:0: expected host:port, such as mail.example.org:25',
	],
	[
		'smtp-server = mail:65536',
		'PROPERTY_VALUE',
		'line 1: smtp-server = mail:65536: expected host:port, such as mail.example.org:25',
	],
])('refuses %j and says where and why', (text, code, message) => {
	expect(() => parse(text)).toThrow(expect.objectContaining({ code, message: `${PATH} ${message}` }));
});
