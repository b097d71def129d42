import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Form } from './form.ts';
import { showLogin } from './login-box.ts';
import { forAdmins } from './members.ts';
import type { Web } from './parts.ts';

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

/** What the person decides whom a mail was sent to. */
const PROOFS: Readonly<
	Record<string, { readonly title: string; readonly text: string; readonly button: string; readonly path: string }>
> = {
	recover: {
		title: 'A new password',
		text: 'From now on the password that you have chosen is in use, and all sessions end.',
		button: 'Use the new password',
		path: '/recover/finish',
	},
	email: {
		title: 'A new e-mail address',
		text: 'From now on mails of this cloud are sent to the new address.',
		button: 'Use the new address',
		path: '/account/email',
	},
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

	const proof = PROOFS[action];
	if (proof !== undefined) {
		return await web.show(request, reply, {
			name: 'decide',
			title: proof.title,
			values: { ...proof, code, back: '/' },
		});
	}

	const decision = DECISIONS[action];
	if (decision === undefined) {
		const values = { text: `The action "${action}" is not implemented.` };
		return await web.show(request, reply, { name: 'message', title: 'There is no such link', status: 404, values });
	}

	if ((await web.visitor(request)) === undefined) {
		return await showLogin(web, request, reply, { next: request.url });
	}

	const decide = forAdmins(web, (asked, answer) =>
		web.show(asked, answer, {
			name: 'decide',
			title: `${decision.title} ${user}?`,
			values: {
				text: `${user} ${decision.text}`,
				button: decision.button,
				path: pathOf(user, action),
				code: '',
				back: '/users',
			},
		}),
	);
	return await decide(request, reply);
}

/** The form that does something with a user. */
export function pathOf(userName: string, action: string): string {
	return `/users/${encodeURIComponent(userName)}/${action}`;
}
