import type { FastifyInstance } from 'fastify';
import { Attempts } from '../../accounts/attempts.ts';
import { setPassword } from '../../accounts/change-password.ts';
import { attempt, formOf } from '../form.ts';
import { forMembers } from '../members.ts';
import type { Web } from '../parts.ts';

const PAGE = { name: 'password', title: 'Change password' } as const;

/** "Change Password" (spec §5.5). */
export function password(app: FastifyInstance, web: Web): void {
	// whoever finds an open session does not find out the password
	const perUser = new Attempts({ most: 10, withinMs: 600_000, now: web.now });
	app.get(
		'/password',
		forMembers(web, (request, reply) => web.show(request, reply, PAGE)),
	);
	app.post(
		'/password',
		forMembers(web, async (request, reply, visitor) => {
			const form = formOf(request.body);
			const change = { old: form('old'), password: form('password'), again: form('again') };
			const outcome = await attempt(async () => {
				perUser.count(visitor.user.name);
				await setPassword(web, visitor, change);
				perUser.succeeded(visitor.user.name);
			});
			return 'problem' in outcome
				? await web.show(request, reply, { ...PAGE, problem: outcome.problem })
				: web.goTo(reply, '/credentials', 'password');
		}),
	);
}
