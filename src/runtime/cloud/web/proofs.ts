import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem, Web } from './parts.ts';

/** What the person decides whom a mail was sent to. */
const PROOFS = {
	recover: {
		title: 'A new password',
		text: 'Type the password that you chose when you asked for this link. From then on it is in use, and all sessions end.',
		button: 'Use the new password',
		path: '/recover/finish',
		asksPassword: true,
	},
	email: {
		title: 'A new e-mail address',
		text: 'From now on mails of this cloud are sent to the new address.',
		button: 'Use the new address',
		path: '/account/email',
		asksPassword: false,
	},
} as const;

export function isProof(action: string): action is keyof typeof PROOFS {
	return Object.hasOwn(PROOFS, action);
}

/** The page that such a link leads to. */
export async function showProof(
	web: Web,
	request: FastifyRequest,
	reply: FastifyReply,
	action: keyof typeof PROOFS,
	{ code, problem }: { readonly code: string; readonly problem?: Problem },
): Promise<FastifyReply> {
	const proof = PROOFS[action];
	return await web.show(request, reply, { name: 'prove', title: proof.title, problem, values: { ...proof, code } });
}
