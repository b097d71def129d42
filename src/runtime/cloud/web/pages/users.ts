import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Listed, people } from '../../accounts/people.ts';
import { attempt } from '../form.ts';
import { forAdmins } from '../members.ts';
import type { Problem, Web } from '../parts.ts';
import { actionPath, USER_ACTIONS, userAction } from '../user-actions.ts';

/** The tab "Users" (spec §5.5): who applies, who is there, what can be done; and mails that do not arrive. */
export function users(app: FastifyInstance, web: Web): void {
	app.get(
		'/users',
		forAdmins(web, (request, reply) => showUsers(web, request, reply)),
	);
	app.post(
		'/users/:user/:action',
		forAdmins(web, async (request, reply) => {
			const { user, action } = request.params as { readonly user: string; readonly action: string };
			const known = userAction(action);
			if (known === undefined) {
				return reply.callNotFound() as unknown as FastifyReply;
			}

			const outcome = await attempt(() => known.work(web, user));
			return 'problem' in outcome
				? await showUsers(web, request, reply, outcome.problem)
				: web.goTo(reply, '/users', known.notice);
		}),
	);
	app.post(
		'/mails/again',
		forAdmins(web, async (_request, reply) => {
			await web.outbox.tryAgain();
			return web.goTo(reply, '/users', 'mails');
		}),
	);
}

async function showUsers(
	web: Web,
	request: FastifyRequest,
	reply: FastifyReply,
	problem?: Problem,
): Promise<FastifyReply> {
	return await web.show(request, reply, {
		name: 'users',
		title: 'Users',
		problem,
		values: {
			users: (await people(web)).map(row),
			mails: (await web.outbox.waiting())
				.filter(({ problem: why }) => why !== undefined)
				.map(({ to, subject, attempts, problem: why }) => ({ to, subject, attempts, why })),
		},
	});
}

function row({ person, state, isAdmin }: Listed) {
	const { userName } = person;
	const offered = Object.entries(USER_ACTIONS).filter(
		([, { when, spares }]) => when.includes(state) && !(spares === 'admin' && isAdmin),
	);
	return {
		...person,
		status: `${state}${isAdmin ? ' & admin' : ''}`,
		editPath: state === 'active' || state === 'disabled' ? actionPath(userName, 'edit') : '',
		actions: offered.map(([action, { button, asks }]) => ({
			button,
			path: actionPath(userName, action),
			link: asks === true ? `/?${new URLSearchParams({ action, user: userName })}` : '',
		})),
	};
}
