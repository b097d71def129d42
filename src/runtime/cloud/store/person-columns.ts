import type { Person } from '../engine/person.ts';
import type { PersonColumns } from './schema.ts';

export function personColumns(person: Person): PersonColumns {
	return {
		user_name: person.userName,
		real_name: person.realName,
		email: person.email,
		telephone: person.telephone,
		project_leader: person.projectLeader,
		affiliation: person.affiliation,
		project_description: person.projectDescription,
	};
}

export function asPerson(row: PersonColumns): Person {
	return {
		userName: row.user_name,
		realName: row.real_name,
		email: row.email,
		telephone: row.telephone,
		projectLeader: row.project_leader,
		affiliation: row.affiliation,
		projectDescription: row.project_description,
	};
}
