import type { FastifyInstance } from 'fastify';
import { Attempts } from '../../accounts/attempts.ts';
import { confirm } from '../../accounts/confirm.ts';
import { logIn } from '../../accounts/log-in.ts';
import { attempt, formOf } from '../form.ts';
import { openLink } from '../links.ts';
import { showLogin } from '../login-box.ts';
import type { Web } from '../parts.ts';

const MINUTE_MS = 60_000;
const CODE_GONE = 410;

/** The first page: the login box, and what the cloud has to offer. The links of mails lead here as well (spec §5.4). */
export function front(app: FastifyInstance, web: Web): void {
	const perLogin = new Attempts({ most: 10, withinMs: 10 * MINUTE_MS, now: web.now });
	// a class behind one address logs in at once; a program that tries names does not
	const perAddress = new Attempts({ most: 200, withinMs: 10 * MINUTE_MS, now: web.now });
	app.get('/', async (request, reply) => {
		const query = formOf(request.query);
		if (query('action') !== '') {
			return await openLink(web, request, reply, query);
		}

		return (await web.visitor(request)) === undefined
			? await showLogin(web, request, reply, {})
			: web.goTo(reply, '/credentials');
	});
	app.post('/login', async (request, reply) => {
		const form = formOf(request.body);
		const [userName, code] = [form('userName').trim(), form('code')];
		const key = `${request.ip} ${userName}`;
		const outcome = await attempt(async () => {
			perAddress.count(request.ip);
			perLogin.count(key);
			const password = form('password');
			const passwordHash = await (code === ''
				? logIn(web, userName, password)
				: confirm(web, code, { userName, password }));
			await web.leave(request, reply);
			await web.welcome(reply, { userName, passwordHash, remembered: form('remember') === 'on' });
			perLogin.succeeded(key);
		});
		if ('problem' in outcome) {
			// a link that has been used leads to the login as it always is
			const again = outcome.problem.status === CODE_GONE ? { code: '' } : {};
			return await showLogin(web, request, reply, { form, problem: outcome.problem, ...again });
		}

		return code === '' ? web.goTo(reply, safePath(form('next'))) : web.goTo(reply, '/credentials', 'confirmed');
	});
	app.post('/logout', async (request, reply) => {
		await web.leave(request, reply);
		return web.goTo(reply, '/');
	});
}

/** Only the links of mails are gone on with; nobody is sent elsewhere. */
function safePath(next: string): string {
	return /^\/\?action=[\x21-\x7e]*$/.test(next) ? next : '/credentials';
}
