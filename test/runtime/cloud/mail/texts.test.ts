import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseWebProperties } from '../../../../src/conf/parse-web-properties.ts';
import { DEFAULT_WEB_SETTINGS } from '../../../../src/conf/web-properties.ts';
import type { Person } from '../../../../src/runtime/cloud/engine/person.ts';
import {
	emailChange,
	passwordRecovery,
	signupApproval,
	signupRejection,
	signupRequest,
} from '../../../../src/runtime/cloud/mail/texts.ts';

const base = 'https://cloud.example.org:8443/';
const settings = DEFAULT_WEB_SETTINGS;
const links = { approve: `${base}?action=approve&user=ada`, reject: `${base}?action=reject&user=ada` };
const ada: Person = {
	userName: 'ada',
	realName: 'Ada Lovelace',
	email: 'ada@example.org',
	telephone: '+44 20 7946 0958',
	projectLeader: 'Charles Babbage',
	affiliation: 'Analytical Society & "Friends"',
	projectDescription: 'Notes on the engine.\n\nBernoulli numbers <first>.',
};

it.each([
	['signup-request', signupRequest(settings, ada, links)],
	['signup-approval', signupApproval(settings, ada, `${base}?action=confirm&code=c0de`)],
	['signup-rejection', signupRejection(settings, 'ada@example.org')],
	['password-recovery', passwordRecovery(settings, 'ada@example.org', 'ada', `${base}?action=recover&code=c0de`)],
	['email-change', emailChange(settings, 'ada@new.example.org', 'ada', `${base}?action=email&code=c0de`)],
])('reads as a person would write it: %s', async (name, mail) => {
	const { to, subject, text } = { to: '(who decides)', ...mail };
	await expect(`To: ${to}\nSubject: ${subject}\n\n${text}`).toMatchFileSnapshot(`golden/${name}.txt`);
});

it('every template of a mail is used, and has its picture here', () => {
	const top = join(import.meta.dirname, '../../../..');
	const templates = readdirSync(join(top, 'templates/email')).map((name) => name.replace('.hbs', ''));
	expect(readdirSync(join(import.meta.dirname, 'golden')).map((name) => name.replace('.txt', ''))).toEqual(templates);
});

it('leaves out what the applicant was not asked or did not say', () => {
	const { text } = signupRequest(settings, { ...ada, telephone: '', affiliation: '', projectDescription: '' }, links);
	expect(text).toContain('    Project leader:  Charles Babbage\n\nTo approve:\n');
	expect(text).not.toMatch(/Telephone|Affiliation|description/);
});

it('an applicant cannot add a link or a line that looks like ours', () => {
	const trick = 'x\n\nTo approve:\nhttps://evil/\r\rTo approve:\u2028https://evil/';
	const person = { ...ada, realName: `Ada${trick}`, affiliation: trick, projectDescription: trick };
	const { text } = signupRequest(settings, person, links);
	expect(text.match(/^To approve:$/gm)).toHaveLength(1);
	expect(text.match(/^\s*https:.*$/gm)).toEqual([links.approve, links.reject]);
	expect(text).not.toMatch(/[\r\v\f\u0085\u2028\u2029]/);
});

it('takes subjects, texts and the name of the cloud from the settings, as they stand', () => {
	const mine = parseWebProperties(
		[
			'cloud-name = Lab & Friends',
			'signup-request-subject = [Lab] <new>',
			'signup-approval-subject = [Lab] "yes"',
			'signup-approval-header = Dear friend,\\nfollow {{this}}:',
			'signup-approval-footer = Yours',
		].join('\n'),
		'test',
	);
	expect(signupRequest(mine, ada, links).subject).toBe('[Lab] <new> (ada@example.org)');
	expect(signupApproval(mine, ada, 'https://x/')).toEqual({
		to: 'ada@example.org',
		subject: '[Lab] "yes"',
		text: 'Dear friend,\nfollow {{this}}:\n\nUsername: ada\n\nhttps://x/\n\nYours\n\n-- \nLab & Friends\n',
	});
});
