import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Attempts } from '../../accounts/attempts.ts';
import { editOwn, finishEmailChange } from '../../accounts/edit-person.ts';
import { personOf } from '../../accounts/person-form.ts';
import { attempt, formOf, personFields } from '../form.ts';
import { forMembers } from '../members.ts';
import type { Problem, Web } from '../parts.ts';
import { askedFields, askedOf } from '../person-values.ts';
import { showProof } from '../proofs.ts';

/** "Edit Account Information" (spec §5.4, edit). */
export function account(app: FastifyInstance, web: Web): void {
	// nobody's mailbox is filled by a user
	const perUser = new Attempts({ most: 5, withinMs: 3_600_000, now: web.now });
	app.get(
		'/account',
		forMembers(web, (request, reply, { account: { person } }) => showForm(web, request, reply, { ...person })),
	);
	app.post(
		'/account',
		forMembers(web, async (request, reply, { user, account: own }) => {
			const typed = { ...own.person, ...askedOf(web.settings, personFields(formOf(request.body))) };
			const outcome = await attempt(async () => {
				const after = personOf(typed);
				if (after.email !== own.person.email) {
					perUser.count(user.name);
				}

				return await editOwn(web, after, user.isAdmin);
			});
			return 'problem' in outcome
				? await showForm(web, request, reply, typed, outcome.problem)
				: web.goTo(reply, '/credentials', outcome.done ? 'mailed' : 'changed');
		}),
	);
	app.post('/account/email', async (request, reply) => {
		const code = formOf(request.body)('code');
		const outcome = await attempt(() => finishEmailChange(web, code));
		if ('problem' in outcome) {
			return await showProof(web, request, reply, 'email', { code, problem: outcome.problem });
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
