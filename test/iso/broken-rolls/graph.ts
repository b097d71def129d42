import { type BrokenRoll, GRAPH } from './broken-roll.ts';

/** Row 12: what hangs on what. */
export const brokenGraphs: readonly BrokenRoll[] = [
	{
		how: 'an edge leads to a node that is missing',
		rule: 'edge-targets',
		also: ['generation'],
		source: [[GRAPH, '<to>eucalyptus-frontend</to>', '<to>eucalyptus-frontend</to><to>eucalyptus-web</to>']],
	},
	{
		how: 'a name in an edge has blanks around it',
		rule: 'edge-names',
		also: ['reached-by-front-end', 'generation'],
		source: [[GRAPH, '<to>eucalyptus-frontend</to>', '<to> eucalyptus-frontend </to>']],
	},
	{
		how: 'the front-end is forgotten',
		rule: 'reached-by-front-end',
		source: [[GRAPH, /<edge from="server">[\s\S]*?<\/edge>/, '']],
	},
	{
		how: 'VM containers are forgotten',
		rule: 'reached-by-vm-containers',
		source: [[GRAPH, /<edge from="vm-container"[\s\S]*?<\/edge>/, '']],
	},
	{
		how: 'the node hangs on every client',
		rule: 'not-on-compute',
		source: [[GRAPH, '<edge from="vm-container" rocks="5.0">', '<edge from="client">']],
	},
	{
		how: 'the graph of 7.0 hangs on the node of the xen roll',
		rule: 'edge-sources',
		also: ['reached-by-vm-containers'],
		rocks: '7.0',
		source: [[GRAPH, /<edge from="client" cond=.*>/, '<edge from="vm-container">']],
	},
	{
		how: 'the node of 7.0 has no condition',
		rule: 'not-on-compute',
		rocks: '7.0',
		source: [[GRAPH, ` cond="appliance == 'vm-container'"`, '']],
	},
	{
		how: 'the condition stands on <to>',
		rule: 'condition-place',
		also: ['not-on-compute'],
		rocks: '7.0',
		source: [
			[GRAPH, /<edge from="client" cond="([^"]*)" rocks="6.2 7.0">\s*<to>/, '<edge from="client"><to cond="$1">'],
		],
	},
	{
		how: 'the condition is no expression',
		rule: 'condition',
		also: ['generation'],
		rocks: '7.0',
		source: [[GRAPH, "appliance == 'vm-container'", "appliance is 'vm-container'"]],
	},
	{
		how: 'two nodes come each before the other',
		rule: 'order-cycle',
		source: [
			[GRAPH, '</graph>', '<order head="eucalyptus-node"><tail>eucalyptus-web</tail></order>\n</graph>'],
			[GRAPH, '</graph>', '<order head="eucalyptus-web" tail="eucalyptus-node"/>\n</graph>'],
		],
	},
	{
		how: 'a node comes before what it comes after',
		rule: 'order-cycle',
		source: [[GRAPH, '</graph>', '<order head="eucalyptus-node" tail="TAIL"/>\n</graph>']],
	},
	{
		how: 'an edge names where it comes from by a misspelt word',
		rule: 'reached-by-front-end',
		source: [[GRAPH, '<edge from="server">', '<edge form="server">']],
	},
	{
		how: 'the condition holds for compute nodes only',
		rule: 'reached-by-vm-containers',
		also: ['not-on-compute'],
		rocks: '7.0',
		source: [[GRAPH, "appliance == 'vm-container'", "appliance not in ['vm-container']"]],
	},
];
