import type { FastifyReply, FastifyRequest } from 'fastify';
import { isReady } from '../accounts/apply.ts';
import type { Form } from './form.ts';
import type { Problem, Web } from './parts.ts';
import { zoneList } from './zone-list.ts';

export interface LoginBox {
	readonly form?: Form;
	/** Of the link that confirms an account. */
	readonly code?: string;
	/** Where to go on. */
	readonly next?: string;
	readonly problem?: Problem;
}

/** The page that everybody may see. */
export async function showLogin(
	web: Web,
	request: FastifyRequest,
	reply: FastifyReply,
	{ form = () => '', code = form('code'), next = form('next'), problem }: LoginBox,
): Promise<FastifyReply> {
	return await web.show(request, reply, {
		name: 'front',
		title: code === '' ? `The cloud on ${web.publicHost}` : 'Confirm your account',
		problem,
		values: {
			visitor: undefined,
			userName: form('userName'),
			code,
			next,
			greeting: web.settings.loginGreeting,
			isReady: await isReady(web),
			ec2Url: web.ec2Url(),
			zones: zoneList(await web.engine.zones.all()),
		},
	});
}
