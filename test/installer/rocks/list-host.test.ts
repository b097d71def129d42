import { describe, expect, it } from 'vitest';
import { parseHostList, vmContainers } from '../../../src/installer/rocks/list-host.ts';

const ROCKS_5 = `HOST              MEMBERSHIP   CPUS RACK RANK COMMENT
cloud:            Frontend     1    0    0    -------
vm-container-0-0: VM Container 2    0    0    -------
vm-container-0-1: VM Container 2    0    1    -------
compute-0-0:      Compute      1    0    0    -------
`;

const ROCKS_7 = `HOST              MEMBERSHIP   CPUS RACK RANK RUNACTION INSTALLACTION
cloud:            Frontend     1    0    0    os        install      
vm-container-0-0: VM Container 2    0    0    os        install      
`;

describe('what "rocks list host" says', () => {
	it('gives the VM containers of Rocks 5.0 in the order of the list', () => {
		expect(vmContainers(parseHostList(ROCKS_5))).toEqual(['vm-container-0-0', 'vm-container-0-1']);
	});

	it('gives those of 6.2 and 7.0, whose last columns are others', () => {
		expect(vmContainers(parseHostList(ROCKS_7))).toEqual(['vm-container-0-0']);
	});

	it('gives none where the front-end is alone and Rocks leaves its name out', () => {
		const alone = 'MEMBERSHIP CPUS RACK RANK COMMENT\nFrontend   1    0    0    -------\n';
		expect(parseHostList(alone)).toEqual([{ name: undefined, membership: 'Frontend' }]);
		expect(vmContainers(parseHostList(alone))).toEqual([]);
	});

	it('does not take a nameless VM container for a name', () => {
		const one = 'MEMBERSHIP   CPUS RACK RANK COMMENT\nVM Container 2    0    0    -------\n';
		expect(vmContainers(parseHostList(one))).toEqual([]);
	});

	it('is not misled by a comment or a name that speaks of VM Containers', () => {
		const text = `HOST          MEMBERSHIP CPUS RACK RANK COMMENT             
cloud:        Frontend   1    0    0    --------------------
VM-Container: Compute    2    0    0    no VM Container, yet
nas-0-0:      ---------- 2    0    0    --------------------
`;
		expect(vmContainers(parseHostList(text))).toEqual([]);
		expect(parseHostList(text).map(({ membership }) => membership)).toEqual(['Frontend', 'Compute', '']);
	});

	it('takes columns that are wider than their text, as Rocks prints numbers', () => {
		const text = 'HOST   MEMBERSHIP    CPUS  RACK RANK\nvc-0:  VM Container  2     0    0   \n';
		expect(vmContainers(parseHostList(text))).toEqual(['vc-0']);
	});

	it('reads the JSON of 7.0', () => {
		const json = '[{"host": "vm-container-0-0", "list": [{"membership": "VM Container", "cpus": 2, "rack": 0}]}]';
		expect(vmContainers(parseHostList(json))).toEqual(['vm-container-0-0']);
	});

	it('takes silence for no host', () => {
		expect(parseHostList('\n')).toEqual([]);
	});

	it.each([
		['error - unknown host "x"\n', 'ROCKS_REFUSED'],
		['Error: unknown host "x"\nlist host [host]...\n', 'ROCKS_REFUSED'],
		['-bash: rocks: command not found\n', 'ROCKS_NOT_UNDERSTOOD'],
		['[{"host": 1}]', 'ROCKS_NOT_UNDERSTOOD'],
		['HOST   MEMBERSHIP CPUS\nno owner here\n', 'ROCKS_NOT_UNDERSTOOD'],
	])('says what is wrong with %j', (text, code) => {
		expect(() => parseHostList(text)).toThrow(expect.objectContaining({ code }));
	});
});
