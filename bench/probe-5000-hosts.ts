// What 5 000 hosts said, made into facts, judged, compared, and made into a site: the part of a probe that is ours alone.

import { readFirstLook } from '../src/installer/probe/gather.ts';
import { findingsOf } from '../src/installer/probe/look.ts';
import { proposeSite } from '../src/installer/probe/propose-site.ts';
import { reportPage } from '../src/installer/report/report-page.ts';
import { seenCluster, told } from '../test/installer/probe/support.ts';
import { median, report } from './support/report.ts';

const HOSTS = 5000;
const ROUNDS = 5;

const texts = Array.from({ length: HOSTS }, (_, index) => told(`node${index + 1}`, index + 1));
const gathering = cpuOf(() => texts.map((text, index) => readFirstLook(`node${index + 1}`, text)));
const hosts = seenCluster(HOSTS - 1);
const judging = cpuOf(() => {
	if (findingsOf(hosts).length > 0) {
		throw new Error('hosts that are well have findings');
	}
});

const json = JSON.stringify(hosts.map(({ facts }) => facts));
const peer = { name: 'JSON.parse of the same facts', value: cpuOf(() => JSON.parse(json)) };
const nodes = hosts.slice(1).map(({ name }) => name);
const choices = {
	frontEnd: 'head',
	nodes,
	eucalyptus: '/opt/eucalyptus-1.1',
	systemRoot: '/',
	instancePath: '/srv/instances',
	cloudPort: 8773,
	webPort: 8443,
	clusterPort: 8774,
	nodePort: 8775,
};
const proposing = cpuOf(() => proposeSite(choices, hosts, false));
const site = proposeSite(choices, hosts, false);
const drawing = cpuOf(() => reportPage(site, { hosts, findings: [] }, new Date()));
report([
	{ what: `facts of ${HOSTS} hosts`, unit: 'ms', ours: gathering, aim: 1000, peer },
	{ what: 'judging and comparing them', unit: 'ms', ours: judging, aim: 500, peer },
	{ what: 'proposing a site', unit: 'ms', ours: proposing, aim: 500, peer },
	{ what: 'drawing the report', unit: 'ms', ours: drawing, aim: 3000, peer },
]);

/** CPU milliseconds, the median of several rounds. */
function cpuOf(work: () => unknown): number {
	const rounds = Array.from({ length: ROUNDS }, () => {
		const before = process.cpuUsage();
		work();
		const { user, system } = process.cpuUsage(before);
		return (user + system) / 1000;
	});
	return median(rounds);
}
