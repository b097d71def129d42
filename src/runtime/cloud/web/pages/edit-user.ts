import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { editByAdmin } from '../../accounts/edit-person.ts';
import { people } from '../../accounts/people.ts';
import { personOf } from '../../accounts/person-form.ts';
import type { Person } from '../../engine/person.ts';
import { attempt, formOf, personFields } from '../form.ts';
import { forAdmins } from '../members.ts';
import type { Problem, Web } from '../parts.ts';
import { ALL_FIELDS } from '../person-values.ts';
import { actionPath } from '../user-actions.ts';

/** What the administrator knows of a user. */
export function editUser(app: FastifyInstance, web: Web): void {
	app.get(
		'/users/:user/edit',
		forAdmins(web, async (request, reply) => {
			const { user } = request.params as { readonly user: string };
			const found = (await people(web)).find(({ person }) => person.userName === user);
			return found === undefined
				? (reply.callNotFound() as unknown as FastifyReply)
				: await showForm(web, request, reply, found.person);
		}),
	);
	app.post(
		'/users/:user/edit',
		forAdmins(web, async (request, reply) => {
			const { user } = request.params as { readonly user: string };
			const typed = { ...personFields(formOf(request.body)), userName: user };
			const outcome = await attempt(async () => editByAdmin(web, personOf(typed)));
			return 'problem' in outcome
				? await showForm(web, request, reply, typed, outcome.problem)
				: web.goTo(reply, '/users', 'changed');
		}),
	);
}

async function showForm(
	web: Web,
	request: FastifyRequest,
	reply: FastifyReply,
	typed: Person,
	problem?: Problem,
): Promise<FastifyReply> {
	const { userName } = typed;
	const form = { path: actionPath(userName, 'edit'), button: 'Update Record', back: '/users' };
	return await web.show(request, reply, {
		name: 'account',
		title: `Edit ${userName}`,
		problem,
		values: { ...typed, ...ALL_FIELDS, ...form },
	});
}
