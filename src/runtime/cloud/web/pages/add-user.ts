import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addPerson } from '../../accounts/apply.ts';
import { personOf } from '../../accounts/person-form.ts';
import { attempt, type Form, formOf, personFields } from '../form.ts';
import { forAdmins } from '../members.ts';
import type { Problem, Web } from '../parts.ts';
import { ALL_FIELDS } from '../person-values.ts';

/** "Add user": the same form as everybody's, approved already (spec §5.4). */
export function addUser(app: FastifyInstance, web: Web): void {
	app.get(
		'/users/add',
		forAdmins(web, (request, reply) => showForm(web, request, reply, () => '')),
	);
	app.post(
		'/users/add',
		forAdmins(web, async (request, reply) => {
			const form = formOf(request.body);
			const passwords = { password: form('password'), again: form('again') };
			const outcome = await attempt(async () => addPerson(web, personOf(personFields(form)), passwords));
			return 'problem' in outcome
				? await showForm(web, request, reply, form, outcome.problem)
				: web.goTo(reply, '/users', 'added');
		}),
	);
}

async function showForm(
	web: Web,
	request: FastifyRequest,
	reply: FastifyReply,
	form: Form,
	problem?: Problem,
): Promise<FastifyReply> {
	return await web.show(request, reply, {
		name: 'apply',
		title: 'Add user',
		problem,
		values: {
			...personFields(form),
			...ALL_FIELDS,
			isReady: true,
			greeting: 'The person gets a mail with a link to confirm the account, and logs in with this password.',
			path: '/users/add',
			button: 'Add user',
			back: '/users',
		},
	});
}
