import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { editOwn, finishEmailChange } from '../../accounts/edit-person.ts';
import { personOf } from '../../accounts/person-form.ts';
import { attempt, formOf, personFields } from '../form.ts';
import { forMembers } from '../members.ts';
import type { Problem, Web } from '../parts.ts';
import { askedFields } from '../person-values.ts';

/** "Edit Account Information" (spec §5.4, edit). */
export function account(app: FastifyInstance, web: Web): void {
	app.get(
		'/account',
		forMembers(web, (request, reply, { account: { person } }) => showForm(web, request, reply, { ...person })),
	);
	app.post(
		'/account',
		forMembers(web, async (request, reply, { user, account: own }) => {
			const typed = { ...personFields(formOf(request.body)), userName: user.name };
			const outcome = await attempt(() => editOwn(web, own, personOf(typed), user.isAdmin));
			return 'problem' in outcome
				? await showForm(web, request, reply, typed, outcome.problem)
				: web.goTo(reply, '/credentials', outcome.done ? 'mailed' : 'changed');
		}),
	);
	app.post('/account/email', async (request, reply) => {
		const outcome = await attempt(() => finishEmailChange(web, formOf(request.body)('code')));
		if ('problem' in outcome) {
			const { problem } = outcome;
			return await web.show(request, reply, {
				name: 'message',
				title: 'A new e-mail address',
				problem,
				values: { text: '' },
			});
		}

		return web.goTo(reply, (await web.visitor(request)) === undefined ? '/' : '/credentials', 'email');
	});
}

async function showForm(
	web: Web,
	request: FastifyRequest,
	reply: FastifyReply,
	typed: ReturnType<typeof personFields>,
	problem?: Problem,
): Promise<FastifyReply> {
	return await web.show(request, reply, {
		name: 'account',
		title: 'Edit account information',
		problem,
		values: { ...typed, ...askedFields(web.settings), path: '/account', button: 'Update Record', back: '/credentials' },
	});
}
