import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Attempts } from '../../accounts/attempts.ts';
import { finishRecovery, recover } from '../../accounts/recover.ts';
import { attempt, type Form, formOf } from '../form.ts';
import type { Problem, Web } from '../parts.ts';
import { showProof } from '../proofs.ts';

/** "Recover password": a new one, which comes into force by a mail (spec §5.4). */
export function recoverPassword(app: FastifyInstance, web: Web): void {
	// nobody's mailbox is filled by a stranger, and no stranger keeps the owner from asking
	const perAccount = new Attempts({ most: 5, withinMs: 3_600_000, now: web.now });
	const perLink = new Attempts({ most: 10, withinMs: 3_600_000, now: web.now });
	app.get('/recover', (request, reply) => showForm(web, request, reply, () => ''));
	app.post('/recover', async (request, reply) => {
		const form = formOf(request.body);
		const login = form('login').trim();
		const outcome = await attempt(async () => {
			perAccount.count(`${request.ip} ${login}`);
			await recover(web, login, { password: form('password'), again: form('again') });
		});
		if ('problem' in outcome) {
			return await showForm(web, request, reply, form, outcome.problem);
		}

		const text =
			'If there is such an account, a mail is on its way to its address. The link in it puts the new password into force; until then the old one is.';
		return await web.show(request, reply, { name: 'message', title: 'Look into your mail', values: { text } });
	});
	app.post('/recover/finish', async (request, reply) => {
		const form = formOf(request.body);
		const outcome = await attempt(async () => {
			perLink.count(form('code'));
			await finishRecovery(web, form('code'), form('password'));
		});
		if ('problem' in outcome) {
			return await showProof(web, request, reply, 'recover', { code: form('code'), problem: outcome.problem });
		}

		await web.leave(request, reply);
		return web.goTo(reply, '/', 'recovered');
	});
}

async function showForm(
	web: Web,
	request: FastifyRequest,
	reply: FastifyReply,
	form: Form,
	problem?: Problem,
): Promise<FastifyReply> {
	return await web.show(request, reply, {
		name: 'recover',
		title: 'Recover your password',
		problem,
		values: { login: form('login') },
	});
}
