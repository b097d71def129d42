import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Visitor } from '../accounts/sessions.ts';
import type { Web } from './parts.ts';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
type MemberHandler = (request: FastifyRequest, reply: FastifyReply, visitor: Visitor) => Promise<FastifyReply>;

/** Only for who is logged in, and has done what the first login asks; others are led there. */
export function forMembers(web: Web, handler: MemberHandler): Handler {
	return async (request, reply) => {
		const visitor = await web.visitor(request);
		if (visitor === undefined) {
			return web.goTo(reply, '/', request.method === 'GET' ? undefined : 'ended');
		}

		return owesFirstLogin(visitor, web.now()) ? web.goTo(reply, '/first-login') : handler(request, reply, visitor);
	};
}

/** Only for administrators. */
export function forAdmins(web: Web, handler: MemberHandler): Handler {
	return forMembers(web, async (request, reply, visitor) =>
		visitor.user.isAdmin
			? handler(request, reply, visitor)
			: web.show(request, reply, {
					name: 'message',
					title: 'Only for administrators',
					status: 403,
					values: { text: `You are logged in as ${visitor.user.name}.` },
				}),
	);
}

/** An expired password has to be changed; and the administrator's address is needed before anybody can apply (spec §5.2). */
export function owesFirstLogin({ user, account }: Visitor, now: number): boolean {
	return account.passwordExpiresAt <= now || (user.isAdmin && account.person.email === '');
}
