import type { Zone } from '../../../engine/zones.ts';
import type { Verbs } from '../../../engine.ts';
import { cloudErrors } from '../../../errors.ts';
import { applyFilters, type Filters, filterParameter, matchNothing } from '../describe/filters.ts';
import { OPT_IN } from '../describe/opt-in.ts';
import { action } from '../schema/action.ts';
import { type Content, list, text } from '../schema/elements.ts';
import { list as listParameter, optional } from '../schema/parameters.ts';
import { text as anyText, boolean } from '../schema/scalars.ts';

/** The administrator's word in place of a zone: it asks for the places of every type (spec/ec2-api §1.1). */
const VERBOSE = 'verbose';

const filters: Filters<Zone> = {
	'zone-name': ({ name }) => name,
	'zone-id': ({ name }) => name,
	'zone-type': () => ZONE_TYPE,
	'opt-in-status': () => OPT_IN,
	state: ({ up }) => (up ? 'available' : 'unavailable'),
	...matchNothing('message', 'parent-zone-id', 'parent-zone-name'),
};

const ZONE_TYPE = 'availability-zone';

const zoneElements = {
	zoneName: text(),
	zoneState: text(),
	regionName: text({ since: '2008-12-01' }),
	groupName: text({ since: '2016-11-15' }),
	optInStatus: text({ since: '2016-11-15' }),
	zoneId: text({ since: '2016-11-15' }),
	zoneType: text({ since: '2016-11-15' }),
	messageSet: list({ message: text() }, { since: '2011-01-01' }),
};

export const describeAvailabilityZones = action({
	name: 'DescribeAvailabilityZones',
	since: '2008-02-01',
	summary: 'Lists the zones: one for each cluster, with its name.',
	notes: [
		'`zoneState` is `UP` or `DOWN` and how many instances of the smallest type fit: `UP 002/002` means 2 of 2 places are free.',
		'The filters `region-name`, `group-name` and `group-long-name` match whatever they say, as there is one region.',
		'The id of a zone is its name.',
		'The administrator gets the places of every type with `ZoneName.1=verbose`.',
	],
	parameters: {
		zoneNames: listParameter('ZoneName', anyText, { soap: 'availabilityZoneSet/item/zoneName' }),
		zoneIds: listParameter('ZoneId', anyText, { soap: 'availabilityZoneIdSet/item/zoneId', since: '2016-11-15' }),
		allZones: optional('AllAvailabilityZones', boolean, { since: '2016-11-15' }),
		filters: filterParameter(filters),
	},
	response: { availabilityZoneInfo: list(zoneElements) },
	async run({ engine, user, parameters, settings }) {
		const verbose = user.isAdmin && parameters.zoneNames.includes(VERBOSE);
		const named = [...parameters.zoneNames, ...parameters.zoneIds];
		const names = named.filter((name) => !(verbose && name === VERBOSE));
		// libcloud asks for Amazon's regions whatever the cloud; with one region, a zone lies in it by any name
		const asked = parameters.filters.filter(({ name }) => !OF_REGION.has(name));
		const zones = applyFilters(await findZones(engine, names), asked, filters);
		const rows = zones.flatMap((zone) => [zoneRow(zone, engine), ...(verbose ? capacityRows(zone) : [])]);
		return {
			availabilityZoneInfo: rows.map((row) => ({
				...row,
				regionName: settings.region,
				groupName: settings.region,
				optInStatus: OPT_IN,
				zoneId: row.zoneName,
				zoneType: ZONE_TYPE,
				messageSet: [],
			})),
		};
	},
});

const OF_REGION: ReadonlySet<string> = new Set(['region-name', 'group-name', 'group-long-name']);

type Row = Pick<Content<typeof zoneElements>, 'zoneName' | 'zoneState'>;

async function findZones(engine: Verbs, names: readonly string[]): Promise<readonly Zone[]> {
	const zones = await engine.zones.all();
	const unknown = names.find((name) => !zones.some((zone) => zone.name === name));
	if (unknown !== undefined) {
		throw cloudErrors('ZONE_UNKNOWN', { zone: unknown });
	}

	return names.length === 0 ? zones : zones.filter(({ name }) => names.includes(name));
}

function zoneRow(zone: Zone, engine: Verbs): Row {
	const small = engine.instanceTypes.byName('small')?.name;
	const places = zone.capacity.find(({ type }) => type.name === small) ?? zone.capacity[0];
	const count = (places: number | undefined) => String(places ?? 0).padStart(3, '0');
	return {
		zoneName: zone.name,
		zoneState: `${zone.up ? 'UP' : 'DOWN'} ${count(places?.free)}/${count(places?.max)}`,
	};
}

function capacityRows(zone: Zone): readonly Row[] {
	const rows = zone.capacity.map(({ type, free, max }) => ({
		zoneName: `|- ${type.name}`,
		zoneState: `${wide(free, '0')} / ${wide(max, '0')}  ${wide(type.cores, ' ', 2)}   ${wide(type.memoryMb)}  ${wide(type.diskGb)}`,
	}));
	return [{ zoneName: '|- vm types', zoneState: 'free / max   cpu   ram  disk' }, ...rows];
}

function wide(value: number, fill = ' ', width = 4): string {
	return String(value).padStart(width, fill);
}
