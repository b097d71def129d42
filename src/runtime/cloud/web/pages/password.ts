import type { FastifyInstance } from 'fastify';
import { setPassword } from '../../accounts/change-password.ts';
import { attempt, formOf } from '../form.ts';
import { forMembers } from '../members.ts';
import type { Web } from '../parts.ts';

const PAGE = { name: 'password', title: 'Change password' } as const;

/** "Change Password" (spec §5.5). */
export function password(app: FastifyInstance, web: Web): void {
	app.get(
		'/password',
		forMembers(web, (request, reply) => web.show(request, reply, PAGE)),
	);
	app.post(
		'/password',
		forMembers(web, async (request, reply, visitor) => {
			const form = formOf(request.body);
			const change = { old: form('old'), password: form('password'), again: form('again') };
			const outcome = await attempt(() => setPassword(web, visitor, change));
			return 'problem' in outcome
				? await web.show(request, reply, { ...PAGE, problem: outcome.problem })
				: web.goTo(reply, '/credentials', 'password');
		}),
	);
}
