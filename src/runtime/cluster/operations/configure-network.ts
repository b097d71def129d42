import type { Operation } from './operation.ts';

/** SYSTEM and STATIC isolate nobody (spec §4.6), so a rule between groups changes nothing. */
export const configureNetwork: Operation<'ConfigureNetwork'> = async (cluster, { rules }, { log }) => {
	log.debug({ mode: cluster.network.name, rules: rules.length }, 'rules between groups have no effect in this mode');
	return {};
};
