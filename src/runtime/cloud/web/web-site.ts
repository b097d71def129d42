import type { RequestListener } from 'node:http';
import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import formBody from '@fastify/formbody';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { messageOf } from '../../../common/errors.ts';
import { frame } from './frame.ts';
import { account } from './pages/account.ts';
import { addUser } from './pages/add-user.ts';
import { applyForAccount } from './pages/apply.ts';
import { credentials } from './pages/credentials.ts';
import { editUser } from './pages/edit-user.ts';
import { firstLogin } from './pages/first-login.ts';
import { front } from './pages/front.ts';
import { images } from './pages/images.ts';
import { password } from './pages/password.ts';
import { recoverPassword } from './pages/recover.ts';
import { users } from './pages/users.ts';
import { zones } from './pages/zones.ts';
import type { SiteParts, Web } from './parts.ts';
import { createPageRenderer } from './render-page.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** A page is a file of `pages/` and a word here. */
const PAGES: readonly ((app: FastifyInstance, web: Web) => void)[] = [
	front,
	applyForAccount,
	recoverPassword,
	firstLogin,
	credentials,
	account,
	password,
	images,
	users,
	addUser,
	editUser,
	zones,
];

const COOKIE = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;
/** A form with the longest project description, thrice. */
const BODY_BYTES = 64 * 1024;

export interface WebSite {
	readonly listener: RequestListener;
	close(): Promise<void>;
}

/** The site over TLS (spec §5.4, §5.5): log in, apply, approve, credentials, images, users. No script: forms and links alone. */
export async function createWebSite(parts: SiteParts): Promise<WebSite> {
	const app = fastify({
		bodyLimit: BODY_BYTES,
		exposeHeadRoutes: true,
		routerOptions: { maxParamLength: 200 },
		// before any page is known
		frameworkErrors: (_error, _request, reply) => void plainly(reply, 400),
	});
	await app.register(cookie);
	await app.register(csrf, { cookieOpts: COOKIE, cookieKey: 'eucalyptus-form' });
	await app.register(formBody, { bodyLimit: BODY_BYTES });
	const render = createPageRenderer();
	const web = frame(parts, render, COOKIE);
	app.addHook('onRequest', async (_request, reply) => {
		reply.headers(SECURITY_HEADERS);
	});
	// Whatever changes anything comes by a form of ours.
	app.addHook('preHandler', (request, reply, done) =>
		request.method === 'POST' && !request.is404 ? app.csrfProtection(request, reply, done) : done(),
	);
	app.get('/style.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(render('style.css', {})));
	for (const page of PAGES) {
		page(app, web);
	}

	app.setNotFoundHandler((request, reply) =>
		web.show(request, reply, { name: 'message', title: 'There is no such page', status: 404, values: { text: '' } }),
	);
	app.setErrorHandler(async (error, request, reply) => {
		const { statusCode = 500, code } = error as { statusCode?: number; code?: string };
		if (statusCode >= 500) {
			parts.log.error({ path: request.routeOptions.url, problem: messageOf(error) }, 'cannot answer a browser');
		}

		const page = { name: 'message', status: statusCode, ...excuse(statusCode, code) } as const;
		// without a store there are no visitors, and no page that names them
		return await web.show(request, reply, page).catch(() => plainly(reply, statusCode));
	});
	await app.ready();
	return { listener: app.routing, close: () => app.close() };
}

function plainly(reply: FastifyReply, status: number): FastifyReply {
	const { title, values } = excuse(status, undefined);
	return reply
		.headers(SECURITY_HEADERS)
		.status(status)
		.type('text/html; charset=utf-8')
		.send(`<!DOCTYPE html>\n<title>${title}</title>\n<h1>${title}</h1>\n<p>${values.text}</p>\n`);
}

function excuse(status: number, code: string | undefined) {
	if (code?.startsWith('FST_CSRF') === true) {
		return { title: 'This form is too old', values: { text: 'Go back, load the page again, and send it once more.' } };
	}

	return status >= 500
		? {
				title: 'That did not work',
				values: { text: 'The reason is in the log of the cloud controller. Try again later.' },
			}
		: { title: 'This was not understood', values: { text: 'Go back, and try again.' } };
}
