import { isEmail } from '../../../conf/web-types.ts';
import type { Person } from '../engine/person.ts';
import { mustBeUserName } from '../users/manage-users.ts';
import { accountErrors } from './errors.ts';

/** What the fields are called on the page, and how long they may be. */
const FIELDS = {
	userName: { label: 'Username', limit: 63, required: true },
	realName: { label: 'Full Name', limit: 120, required: true },
	email: { label: 'Email address', limit: 200, required: true },
	telephone: { label: 'Telephone Number', limit: 60, required: false },
	projectLeader: { label: 'Project Leader', limit: 120, required: false },
	affiliation: { label: 'Affiliation', limit: 200, required: false },
	projectDescription: { label: 'Project Description', limit: 4000, required: false },
} satisfies Readonly<Record<keyof Person, { label: string; limit: number; required: boolean }>>;

/**
 * A person out of what came with a form; blanks around are cut off. Throws FIELD_MISSING, FIELD_LONG, FIELD_CHARACTERS,
 * EMAIL_INVALID, USER_NAME.
 */
export function personOf(form: Readonly<Record<keyof Person, string>>): Person {
	const person = Object.fromEntries(
		Object.entries(FIELDS).map(([key, spec]) => [key, field(form[key as keyof Person].trim(), spec)]),
	) as unknown as Person;
	mustBeUserName(person.userName);
	mustBeEmail(person.email);
	return person;
}

/** Throws EMAIL_INVALID. */
export function mustBeEmail(email: string): void {
	if (!isEmail(email)) {
		throw accountErrors('EMAIL_INVALID', { email });
	}
}

function field(value: string, { label, limit, required }: (typeof FIELDS)[keyof Person]): string {
	if (required && value === '') {
		throw accountErrors('FIELD_MISSING', { field: label });
	}

	if (value.length > limit) {
		throw accountErrors('FIELD_LONG', { field: label, limit });
	}

	const hasControls = /[\p{Cc}\p{Cf}]/u.test(
		label === FIELDS.projectDescription.label ? value.replace(/[\r\n\t]/g, '') : value,
	);
	if (hasControls) {
		throw accountErrors('FIELD_CHARACTERS', { field: label });
	}

	return value.replaceAll('\r\n', '\n');
}
