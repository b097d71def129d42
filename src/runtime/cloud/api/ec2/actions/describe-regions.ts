import { applyFilters, type Filters, filterParameter } from '../describe/filters.ts';
import { OPT_IN } from '../describe/opt-in.ts';
import { action } from '../schema/action.ts';
import { type Content, list, text } from '../schema/elements.ts';
import { list as listParameter, optional } from '../schema/parameters.ts';
import { text as anyText, boolean, invalid } from '../schema/scalars.ts';

const regionElements = { regionName: text(), regionEndpoint: text(), optInStatus: text({ since: '2016-11-15' }) };

const filters: Filters<Content<typeof regionElements>> = {
	'region-name': ({ regionName }) => regionName,
	endpoint: ({ regionEndpoint }) => regionEndpoint,
	'opt-in-status': ({ optInStatus }) => optInStatus,
};

export const describeRegions = action({
	name: 'DescribeRegions',
	since: '2008-12-01',
	summary: 'Lists the one region, which is this cloud.',
	parameters: {
		regionNames: listParameter('RegionName', anyText, { soap: 'regionSet/item/regionName' }),
		allRegions: optional('AllRegions', boolean, { since: '2016-11-15' }),
		filters: filterParameter(filters),
	},
	response: { regionInfo: list(regionElements) },
	async run({ parameters, settings, endpoint }) {
		const unknown = parameters.regionNames.find((name) => name !== settings.region);
		if (unknown !== undefined) {
			throw invalid(unknown, 'RegionName', `The only region is ${settings.region}`);
		}

		const region = { regionName: settings.region, regionEndpoint: endpoint, optInStatus: OPT_IN };
		return { regionInfo: applyFilters([region], parameters.filters, filters) };
	},
});
