import type { WebSettings } from '../../../conf/web-properties.ts';
import type { Person } from '../engine/person.ts';

/** Which of the fields that may be left out the operator asks for. */
export function askedFields(settings: WebSettings) {
	return {
		asksTelephone: settings.requestTelephone,
		asksProjectLeader: settings.requestProjectLeader,
		asksAffiliation: settings.requestAffiliation,
		asksProjectDescription: settings.requestProjectDescription,
	};
}

/** The administrator sees all of them. */
export const ALL_FIELDS = {
	asksTelephone: true,
	asksProjectLeader: true,
	asksAffiliation: true,
	asksProjectDescription: true,
} as const;

/** What the form asked for: what it did not ask stays as it is, and so does the login. */
export function askedOf(settings: WebSettings, typed: Person): Partial<Person> {
	const { realName, email, telephone, projectLeader, affiliation, projectDescription } = typed;
	return {
		realName,
		email,
		...(settings.requestTelephone ? { telephone } : {}),
		...(settings.requestProjectLeader ? { projectLeader } : {}),
		...(settings.requestAffiliation ? { affiliation } : {}),
		...(settings.requestProjectDescription ? { projectDescription } : {}),
	};
}
