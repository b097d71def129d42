import type { FastifyInstance } from 'fastify';
import { forMembers } from '../members.ts';
import type { Web } from '../parts.ts';
import { zoneList } from '../zone-list.ts';

/** The tab "Zones": what room there is. */
export function zones(app: FastifyInstance, web: Web): void {
	app.get(
		'/zones',
		forMembers(web, async (request, reply) =>
			web.show(request, reply, {
				name: 'zones',
				title: 'Availability zones',
				values: { zones: zoneList(await web.engine.zones.all()) },
			}),
		),
	);
}
