import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { beginSession, endSession, REMEMBERED_MS, type Visitor, visitorOf } from '../accounts/sessions.ts';
import { type NOTICES, noticeOf } from './notices.ts';
import type { SiteParts, Web } from './parts.ts';
import type { RenderPage } from './render-page.ts';

/** The name that it had in the original (spec §5.3). */
const SESSION_COOKIE = 'eucalyptus-session-id';

const TABS = [
	{ name: 'Credentials', path: '/credentials', isFor: 'all' },
	{ name: 'Images', path: '/images', isFor: 'all' },
	{ name: 'Users', path: '/users', isFor: 'admin' },
	{ name: 'Zones', path: '/zones', isFor: 'all' },
] as const;

/** Sessions, and what surrounds every page. */
export function frame(parts: SiteParts, render: RenderPage, cookie: CookieSerializeOptions): Web {
	const known = new WeakMap<FastifyRequest, Promise<Visitor | undefined>>();
	const visitor = (request: FastifyRequest) => {
		const secret = request.cookies[SESSION_COOKIE];
		const found = known.get(request) ?? (secret === undefined ? Promise.resolve(undefined) : visitorOf(parts, secret));
		known.set(request, found);
		return found;
	};
	return {
		...parts,
		visitor,
		async show(request, reply, { name, title, status, values = {}, problem }) {
			const who = await visitor(request);
			const [path = '/'] = request.url.split('?');
			const body = render(name, {
				title,
				cloudName: parts.settings.cloudName,
				publicHost: parts.publicHost,
				csrf: reply.generateCsrf(),
				visitor: who?.user.name,
				tabs: TABS.filter(({ isFor }) => isFor === 'all' || who?.user.isAdmin === true).map((tab) => ({
					...tab,
					isHere: path.startsWith(tab.path),
				})),
				notice: noticeOf((request.query as { done?: unknown }).done),
				problem,
				...values,
			});
			return reply
				.status(status ?? problem?.status ?? 200)
				.type('text/html; charset=utf-8')
				.send(body);
		},
		goTo(reply, path, notice) {
			return reply.redirect(notice === undefined ? path : `${path}?done=${notice satisfies keyof typeof NOTICES}`, 303);
		},
		async welcome(reply, login) {
			const secret = await beginSession(parts, login);
			reply.setCookie(SESSION_COOKIE, secret, {
				...cookie,
				...(login.remembered ? { maxAge: REMEMBERED_MS / 1000 } : {}),
			});
		},
		async leave(request: FastifyRequest, reply: FastifyReply) {
			const secret = request.cookies[SESSION_COOKIE];
			if (secret !== undefined) {
				await endSession(parts, secret);
			}

			reply.clearCookie(SESSION_COOKIE, cookie);
		},
	};
}
