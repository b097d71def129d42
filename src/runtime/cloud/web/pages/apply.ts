import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apply, isReady } from '../../accounts/apply.ts';
import { Attempts } from '../../accounts/attempts.ts';
import { personOf } from '../../accounts/person-form.ts';
import { attempt, type Form, formOf, personFields } from '../form.ts';
import type { Problem, Web } from '../parts.ts';
import { askedFields } from '../person-values.ts';

const HOUR_MS = 3_600_000;

/** "Apply for account" (spec §5.5, sign-up). */
export function applyForAccount(app: FastifyInstance, web: Web): void {
	// a class behind one address may apply; a program that fills the list may not
	const perAddress = new Attempts({ most: 200, withinMs: HOUR_MS, now: web.now });
	app.get('/apply', (request, reply) => showForm(web, request, reply, () => ''));
	app.post('/apply', async (request, reply) => {
		const form = formOf(request.body);
		const outcome = await attempt(async () => {
			perAddress.count(request.ip);
			await apply(web, personOf(personFields(form)), { password: form('password'), again: form('again') });
		});
		if ('problem' in outcome) {
			return await showForm(web, request, reply, form, outcome.problem);
		}

		return await web.show(request, reply, {
			name: 'message',
			title: 'Thank you',
			values: { text: web.settings.thanksForSignup },
		});
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
		name: 'apply',
		title: 'Apply for an account',
		problem,
		values: {
			...personFields(form),
			...askedFields(web.settings),
			isReady: await isReady(web),
			greeting: web.settings.signupGreeting,
			path: '/apply',
			button: 'Sign up',
			back: '/',
		},
	});
}
