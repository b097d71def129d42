import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setPassword } from '../../accounts/change-password.ts';
import { editOwn } from '../../accounts/edit-person.ts';
import { mustBeEmail } from '../../accounts/person-form.ts';
import type { Visitor } from '../../accounts/sessions.ts';
import { attempt, type Form, formOf } from '../form.ts';
import type { Problem, Web } from '../parts.ts';

/** What has to be done before anything else: an expired password is changed; the administrator gives an address (spec §5.2). */
export function firstLogin(app: FastifyInstance, web: Web): void {
	app.get('/first-login', async (request, reply) => {
		const visitor = await web.visitor(request);
		return visitor === undefined ? web.goTo(reply, '/') : await showForm(web, request, reply, visitor, () => '');
	});
	app.post('/first-login', async (request, reply) => {
		const visitor = await web.visitor(request);
		if (visitor === undefined) {
			return web.goTo(reply, '/');
		}

		const form = formOf(request.body);
		const outcome = await attempt(() => doWhatIsOwed(web, visitor, form));
		return 'problem' in outcome
			? await showForm(web, request, reply, visitor, form, outcome.problem)
			: web.goTo(reply, '/credentials', 'changed');
	});
}

async function doWhatIsOwed(web: Web, visitor: Visitor, form: Form): Promise<void> {
	const { user, account } = visitor;
	const email = form('email').trim();
	if (owesEmail(visitor)) {
		mustBeEmail(email);
	}

	if (owesPassword(web, visitor)) {
		await setPassword(web, visitor, { old: '', password: form('password'), again: form('again') });
	}

	if (owesEmail(visitor)) {
		await editOwn(web, { ...account.person, email }, user.isAdmin);
	}
}

const owesPassword = (web: Web, { account }: Visitor) => account.passwordExpiresAt <= web.now();
const owesEmail = ({ user, account }: Visitor) => user.isAdmin && account.person.email === '';

async function showForm(
	web: Web,
	request: FastifyRequest,
	reply: FastifyReply,
	visitor: Visitor,
	form: Form,
	problem?: Problem,
): Promise<FastifyReply> {
	return await web.show(request, reply, {
		name: 'first-login',
		title: 'Before you go on',
		problem,
		values: {
			asksPassword: owesPassword(web, visitor),
			asksEmail: owesEmail(visitor),
			email: form('email'),
			emailText: web.settings.adminEmailChangeText,
			tabs: [],
		},
	});
}
