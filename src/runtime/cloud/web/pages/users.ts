import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addPerson } from '../../accounts/apply.ts';
import { approve, approveAgain, reject } from '../../accounts/approve.ts';
import { activate } from '../../accounts/confirm.ts';
import { editByAdmin } from '../../accounts/edit-person.ts';
import { type AccountState, people } from '../../accounts/people.ts';
import { personOf } from '../../accounts/person-form.ts';
import { instanceTypes } from '../../instance-types.ts';
import { modifyUser, removeUser } from '../../users/manage-users.ts';
import { attempt, formOf, personFields } from '../form.ts';
import { pathOf } from '../links.ts';
import { forAdmins } from '../members.ts';
import type { NoticeName } from '../notices.ts';
import type { Problem, Web } from '../parts.ts';

interface Action {
	readonly button: string;
	readonly notice: NoticeName;
	/** In which states of an account it is offered. */
	readonly when: readonly AccountState[];
	/** The administrator's own account is spared. */
	readonly spares?: 'admin';
	/** A page asks first. */
	readonly asks?: true;
	readonly work: (web: Web, userName: string) => Promise<unknown>;
}

/** What can be done with a user (spec §5.4): a row, and the button and its link are there. */
const ACTIONS: Readonly<Record<string, Action>> = {
	approve: { button: 'Approve', notice: 'approved', when: ['unapproved'], work: approve },
	reject: { button: 'Reject', notice: 'rejected', when: ['unapproved', 'unconfirmed'], asks: true, work: reject },
	resend: { button: 'Send link again', notice: 'approved', when: ['unconfirmed'], work: approveAgain },
	activate: { button: 'Activate without mail', notice: 'activated', when: ['unconfirmed'], work: activate },
	disable: {
		button: 'Disable',
		notice: 'disabled',
		when: ['active'],
		spares: 'admin',
		work: ({ store }, name) => modifyUser(store, name, { enabled: false }, instanceTypes),
	},
	enable: {
		button: 'Enable',
		notice: 'enabled',
		when: ['disabled'],
		work: ({ store }, name) => modifyUser(store, name, { enabled: true }, instanceTypes),
	},
	delete: {
		button: 'Delete',
		notice: 'deleted',
		when: ['active', 'disabled'],
		spares: 'admin',
		asks: true,
		work: ({ store }, name) => removeUser(store, name, instanceTypes),
	},
};

/** The tab "Users" (spec §5.5): who applies, who is there, what can be done; adding and editing. */
export function users(app: FastifyInstance, web: Web): void {
	app.get(
		'/users',
		forAdmins(web, (request, reply) => showUsers(web, request, reply)),
	);
	app.post(
		'/users/:user/:action',
		forAdmins(web, async (request, reply) => {
			const { user, action } = request.params as { readonly user: string; readonly action: string };
			const known = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
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
	app.get(
		'/users/add',
		forAdmins(web, (request, reply) =>
			showAdd(
				web,
				request,
				reply,
				personFields(() => ''),
			),
		),
	);
	app.post(
		'/users/add',
		forAdmins(web, async (request, reply) => {
			const form = formOf(request.body);
			const typed = personFields(form);
			const passwords = { password: form('password'), again: form('again') };
			const outcome = await attempt(async () => addPerson(web, personOf(typed), passwords));
			return 'problem' in outcome
				? await showAdd(web, request, reply, typed, outcome.problem)
				: web.goTo(reply, '/users', 'added');
		}),
	);
	app.get(
		'/users/:user/edit',
		forAdmins(web, async (request, reply) => {
			const { user } = request.params as { readonly user: string };
			const found = (await people(web)).find(({ person }) => person.userName === user);
			return found === undefined
				? (reply.callNotFound() as unknown as FastifyReply)
				: await showEdit(web, request, reply, { ...found.person });
		}),
	);
	app.post(
		'/users/:user/edit',
		forAdmins(web, async (request, reply) => {
			const { user } = request.params as { readonly user: string };
			const typed = { ...personFields(formOf(request.body)), userName: user };
			const outcome = await attempt(async () => editByAdmin(web, personOf(typed)));
			return 'problem' in outcome
				? await showEdit(web, request, reply, typed, outcome.problem)
				: web.goTo(reply, '/users', 'changed');
		}),
	);
}

async function showUsers(
	web: Web,
	request: FastifyRequest,
	reply: FastifyReply,
	problem?: Problem,
): Promise<FastifyReply> {
	const listed = await people(web);
	return await web.show(request, reply, {
		name: 'users',
		title: 'Users',
		problem,
		values: {
			users: listed.map(({ person, state, isAdmin }) => ({
				...person,
				status: `${state}${isAdmin ? ' & admin' : ''}`,
				editPath: state === 'active' || state === 'disabled' ? pathOf(person.userName, 'edit') : '',
				actions: Object.entries(ACTIONS)
					.filter(([, { when, spares }]) => when.includes(state) && !(spares === 'admin' && isAdmin))
					.map(([action, { button, asks }]) => ({
						button,
						path: pathOf(person.userName, action),
						link: asks === true ? `/?${new URLSearchParams({ action, user: person.userName })}` : '',
					})),
			})),
			mails: (await web.outbox.waiting())
				.filter(({ problem: why }) => why !== undefined)
				.map(({ to, subject, attempts, problem: why }) => ({ to, subject, attempts, why })),
		},
	});
}

const EVERYTHING = {
	asksTelephone: true,
	asksProjectLeader: true,
	asksAffiliation: true,
	asksProjectDescription: true,
} as const;

async function showAdd(
	web: Web,
	request: FastifyRequest,
	reply: FastifyReply,
	typed: ReturnType<typeof personFields>,
	problem?: Problem,
): Promise<FastifyReply> {
	return await web.show(request, reply, {
		name: 'apply',
		title: 'Add user',
		problem,
		values: {
			...typed,
			...EVERYTHING,
			isReady: true,
			greeting: 'The person gets a mail with a link to confirm the account, and logs in with this password.',
			path: '/users/add',
			button: 'Add user',
			back: '/users',
		},
	});
}

async function showEdit(
	web: Web,
	request: FastifyRequest,
	reply: FastifyReply,
	typed: ReturnType<typeof personFields>,
	problem?: Problem,
): Promise<FastifyReply> {
	return await web.show(request, reply, {
		name: 'account',
		title: `Edit ${typed.userName}`,
		problem,
		values: { ...typed, ...EVERYTHING, path: pathOf(typed.userName, 'edit'), button: 'Update Record', back: '/users' },
	});
}
