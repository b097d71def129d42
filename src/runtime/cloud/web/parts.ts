import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccountParts } from '../accounts/parts.ts';
import type { Login, Visitor } from '../accounts/sessions.ts';
import type { AdminParts } from '../admin/admin-parts.ts';
import type { Engine } from '../engine.ts';
import type { NoticeName } from './notices.ts';
import type { PageName } from './render-page.ts';

/** What the site is made of. */
export interface SiteParts extends AccountParts, AdminParts {
	readonly engine: Engine;
	readonly publicHost: string;
}

/** What a page is given to work with. */
export interface Web extends SiteParts {
	/** Sends a page in the frame that all have. */
	show(request: FastifyRequest, reply: FastifyReply, page: Page): Promise<FastifyReply>;
	/** On with a page that is asked for by itself, so that reloading it does nothing twice. */
	goTo(reply: FastifyReply, path: string, notice?: NoticeName | undefined): FastifyReply;
	/** Undefined for whoever is not logged in. */
	visitor(request: FastifyRequest): Promise<Visitor | undefined>;
	/** Logs in. Throws LOGIN_WRONG. */
	welcome(reply: FastifyReply, login: Login): Promise<void>;
	/** Logs out. */
	leave(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

export interface Page {
	readonly name: Exclude<PageName, 'style.css'>;
	readonly title: string;
	readonly status?: number;
	readonly values?: Readonly<Record<string, unknown>>;
	/** What went wrong with the form that was sent. */
	readonly problem?: Problem | undefined;
}

export interface Problem {
	readonly text: string;
	/** What to do next. */
	readonly next: string;
	readonly status: number;
}
