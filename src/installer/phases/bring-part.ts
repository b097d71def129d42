import { converge } from '../plan/converge.ts';
import type { Part } from '../plan/desired.ts';
import type { Survey } from '../plan/survey.ts';
import type { Host } from '../transport/host.ts';
import type { Installation, PhaseTools } from './phase.ts';

/** Brings one part of the blueprint to a host, as far as it is not there. */
export async function bringPart(
	part: Part,
	host: Host,
	installation: Installation,
	{ gate, reporter, blueprint, packs }: PhaseTools,
): Promise<void> {
	const { eucalyptus } = installation.site;
	const services = await blueprint.servicesOf(host.name);
	const entries = await blueprint.entriesOf(host.name, part);
	const options = { gate, reporter, eucalyptus, parts: [part], packs, services };
	await converge(host, surveyOf(installation, host), entries, options);
}

/** Every host that has not failed was looked at. */
export function surveyOf({ surveys }: Pick<Installation, 'surveys'>, host: Host): Survey {
	const survey = surveys.get(host.name);
	if (survey === undefined) {
		throw new Error(`${host.name} was not looked at before it was to be changed`);
	}

	return survey;
}
