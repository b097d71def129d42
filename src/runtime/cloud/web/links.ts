import type { FastifyReply, FastifyRequest } from 'fastify';
import { people } from '../accounts/people.ts';
import type { Form } from './form.ts';
import { showLogin } from './login-box.ts';
import { forAdmins } from './members.ts';
import type { Web } from './parts.ts';
import { isProof, showProof } from './proofs.ts';
import { actionPath, userAction } from './user-actions.ts';

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

	const decision = userAction(action);
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
			return await web.show(asked, answer, { name: 'message', title: decision.button, status: 404, values });
		}

		const { person, state } = found;
		const { button, text } = decision;
		return await web.show(asked, answer, {
			name: 'decide',
			title: `${button} ${user}?`,
			values: { person, state, button, text: `${user} ${text}`, path: actionPath(user, action), back: '/users' },
		});
	});
	return await decide(request, reply);
}
