// The arrows of the design, as rules that break the build. test/layers.test.ts proves that they can.
const all = [
	'common',
	'conf',
	'site',
	'generators',
	'installer',
	'tools',
	'wire',
	'cloud',
	'cluster',
	'node',
	'simulator',
];
const path = {
	common: '^src/common/',
	conf: '^src/conf/',
	site: '^src/site/',
	generators: '^generators/',
	installer: '^src/installer/',
	tools: '^src/tools/',
	wire: '^src/runtime/wire/',
	cloud: '^src/runtime/cloud/',
	cluster: '^src/runtime/cluster/',
	node: '^src/runtime/node/',
	simulator: '^src/runtime/simulator/',
};
const mayImport = {
	common: [],
	conf: ['common'],
	site: ['conf', 'common'],
	generators: ['site', 'conf', 'common'],
	installer: ['generators', 'site', 'conf', 'common'],
	wire: ['conf', 'common'],
	tools: ['wire', 'conf', 'common'],
	cloud: ['wire', 'conf', 'common'],
	cluster: ['wire', 'conf', 'common'],
	node: ['wire', 'conf', 'common'],
	simulator: ['cloud', 'cluster', 'node', 'wire', 'conf', 'common', 'site', 'generators'],
};

/** One rule per layer: whatever it may not import is forbidden. */
const layerRules = all.map((layer) => ({
	name: `${layer}-imports-only-what-lies-below`,
	severity: 'error',
	from: { path: path[layer] },
	to: { path: all.filter((other) => other !== layer && !mayImport[layer].includes(other)).map((other) => path[other]) },
}));

const inside = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...layerRules,
		inside(
			'engine-does-not-know-ec2',
			'the EC2 interface can be removed without touching the engine',
			{
				path: '^src/runtime/cloud/',
				pathNot: ['^src/runtime/cloud/api/', '^src/runtime/cloud/start-cloud\\.ts$'],
			},
			{ path: '^src/runtime/cloud/api/' },
		),
		inside(
			'only-the-mount-knows-the-interfaces',
			'an interface is removed by taking its folder away and its line out of api/mount.ts',
			{ path: '^src/', pathNot: ['^src/runtime/cloud/api/(ec2|metadata)/', '^src/runtime/cloud/api/mount\\.ts$'] },
			{ path: '^src/runtime/cloud/api/(ec2|metadata)/' },
		),
		inside(
			'interfaces-do-not-know-each-other',
			'each may be removed alone',
			{ path: '^src/runtime/cloud/api/([^/]+)/' },
			{ path: '^src/runtime/cloud/api/[^/]+/', pathNot: '^src/runtime/cloud/api/$1/' },
		),
		inside(
			'only-the-store-knows-sql',
			'kysely and node:sqlite stay in src/runtime/cloud/store',
			{ path: '^(src|generators)/', pathNot: '^src/runtime/cloud/store/' },
			{ path: ['kysely', '^node:sqlite$', '^sqlite$'] },
		),
		inside(
			'only-transport-opens-ssh',
			'nothing else opens a connection to a host',
			{ path: '^(src|generators)/', pathNot: '^src/installer/transport/' },
			{ path: 'node_modules/ssh2' },
		),
		inside(
			'installer-steps-point-down',
			'cli -> phases -> plan/probe/transport',
			{ path: '^src/installer/(plan|probe|transport)/' },
			{ path: '^src/installer/(cli|phases)/' },
		),
		inside(
			'phases-do-not-know-the-cli',
			'cli -> phases',
			{ path: '^src/installer/phases/' },
			{ path: '^src/installer/cli/' },
		),
		inside('no-cycles', 'an import circle has no top', {}, { circular: true }),
	],
	options: {
		tsConfig: { fileName: 'tsconfig.json' },
		tsPreCompilationDeps: true,
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^node_modules' },
		enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
	},
};
