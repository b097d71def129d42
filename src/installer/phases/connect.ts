import { installerErrors } from '../errors.ts';
import type { Blueprint } from '../plan/blueprint.ts';
import { surveyHost } from '../plan/survey.ts';
import { takeKnownKeys } from './known-keys.ts';
import type { Phase } from './phase.ts';
import { programsOf } from './programs.ts';

/** One question to every host, from which the whole plan is made: what it has of what it must have. */
export const connect = looking((blueprint, host) => blueprint.pathsOf(host), takeKnownKeys);

/** The same without a look at single files, for those who only want to know what is installed and what runs. */
export const glance = looking(async () => []);

function looking(
	pathsOf: (blueprint: Blueprint, host: string) => ReturnType<Blueprint['pathsOf']>,
	then: typeof takeKnownKeys = async () => {},
): Phase {
	return {
		id: 'connect',
		title: 'Reach every host',
		async run(installation, tools) {
			const { site, surveys } = installation;
			const { eachHost, gate, blueprint } = tools;
			await eachHost(async (host) => {
				const paths = await pathsOf(blueprint, host.name);
				const isCloud = host.name === site.cloud.host;
				const survey = await surveyHost(host, { site, paths, programs: programsOf(site, host.name), isCloud });
				surveys.set(host.name, survey);
				if (gate.mode === 'apply' && !survey.isRoot) {
					throw installerErrors('BLOCKED', { host: host.name, count: 1, ids: 'NOT_ROOT' });
				}
			});
			await then(installation, tools);
		},
	};
}
