import type { Person } from '../engine/person.ts';

/** Of a user whom a tool has made: nothing is known but the login. */
export function emptyPerson(userName: string): Person {
	return {
		userName,
		realName: '',
		email: '',
		telephone: '',
		projectLeader: '',
		affiliation: '',
		projectDescription: '',
	};
}
