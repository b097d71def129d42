import type { FastifyReply, FastifyRequest } from 'fastify';
import { people } from '../accounts/people.ts';
import type { Form } from './form.ts';
import { showLogin } from './login-box.ts';
import { forAdmins } from './members.ts';
import type { Web } from './parts.ts';
import { isProof, showProof } from './proofs.ts';

/** What the administrator decides by a link: the words of the page, and the form that does it. */
const DECISIONS: Readonly<Record<string, { readonly title: string; readonly text: string; readonly button: string }>> =
	{
		approve: {
			title: 'Approve',
			text: 'may use this cloud, and gets a mail with a link to confirm.',
			button: 'Approve',
		},
		reject: { title: 'Reject', text: 'gets a mail that says no, and the application is gone.', button: 'Reject' },
		disable: { title: 'Disable', text: 'can neither log in nor use the services any more.', button: 'Disable' },
		enable: { title: 'Enable', text: 'can log in and use the services again.', button: 'Enable' },
		delete: { title: 'Delete', text: 'is gone with all certificates and key pairs.', button: 'Delete' },
	};

/**
 * A link of a mail, `/?action=…`. It changes nothing by itself, since programs that look for viruses follow links: there
 * is a button to press (spec §5.4).
 */
export async function openLink(
	web: Web,
	request: FastifyRequest,
	reply: FastifyReply,
	query: Form,
): Promise<FastifyReply> {
	const [action, user, code] = [query('action'), query('user'), query('code')];
	if (action === 'confirm') {
		return await showLogin(web, request, reply, { code });
	}

	if (isProof(action)) {
		return await showProof(web, request, reply, action, { code });
	}

	const decision = Object.hasOwn(DECISIONS, action) ? DECISIONS[action] : undefined;
	if (decision === undefined) {
		const values = { text: `The action "${action}" is not implemented.` };
		return await web.show(request, reply, { name: 'message', title: 'There is no such link', status: 404, values });
	}

	if ((await web.visitor(request)) === undefined) {
		return await showLogin(web, request, reply, { next: request.url });
	}

	const decide = forAdmins(web, async (asked, answer) => {
		const found = (await people(web)).find(({ person }) => person.userName === user);
		if (found === undefined) {
			const values = { text: `There is nobody of the name ${user}: it was decided on already, or never asked for.` };
			return await web.show(asked, answer, { name: 'message', title: decision.title, status: 404, values });
		}

		const { person, state } = found;
		const { button, text } = decision;
		return await web.show(asked, answer, {
			name: 'decide',
			title: `${decision.title} ${user}?`,
			values: { person, state, button, text: `${user} ${text}`, path: pathOf(user, action), back: '/users' },
		});
	});
	return await decide(request, reply);
}

/** The form that does something with a user. */
export function pathOf(userName: string, action: string): string {
	return `/users/${encodeURIComponent(userName)}/${action}`;
}
