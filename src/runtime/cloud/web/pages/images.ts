import type { FastifyInstance } from 'fastify';
import { enableImage } from '../../images/change-image.ts';
import { attempt, formOf } from '../form.ts';
import { forAdmins, forMembers } from '../members.ts';
import type { Web } from '../parts.ts';

/** The tab "Images": what the user may start; the administrator disables and enables (spec §5.5). */
export function images(app: FastifyInstance, web: Web): void {
	app.get(
		'/images',
		forMembers(web, async (request, reply, { user }) => {
			const visible = await web.engine.images.visibleTo(user);
			return await web.show(request, reply, {
				name: 'images',
				title: 'Images',
				values: {
					isAdmin: user.isAdmin,
					images: visible.map(({ id, location, kernelId, ramdiskId, state }) => ({
						id,
						location,
						kernelId: kernelId ?? '',
						ramdiskId: ramdiskId ?? '',
						state,
						isEnabled: state === 'available',
					})),
				},
			});
		}),
	);
	app.post(
		'/images/state',
		forAdmins(web, async (request, reply) => {
			const form = formOf(request.body);
			const enabled = form('state') === 'enabled';
			const outcome = await attempt(() => enableImage(web.images, form('image'), enabled));
			if ('problem' in outcome) {
				const { problem } = outcome;
				return await web.show(request, reply, { name: 'message', title: 'Images', problem, values: { text: '' } });
			}

			return web.goTo(reply, '/images', enabled ? 'image-enabled' : 'image-disabled');
		}),
	);
}
