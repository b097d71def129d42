import { describe, expect, it } from 'vitest';
import { holds } from '../../../iso/rocks/condition.ts';

const attributes = { appliance: 'vm-container', kvm: 'true', rack: '2', os: 'linux' };

describe('the condition of an edge', () => {
	it.each([
		["appliance == 'vm-container'", true],
		["appliance != 'vm-container'", false],
		["appliance in ['compute', 'vm-container']", true],
		["appliance in ('compute',)", false],
		["appliance not in ['compute']", true],
		["'vm' in appliance", true],
		['kvm', true],
		['not kvm', false],
		['kvm == True', true],
		['xen', false],
		['rack > 1 and rack >= 2', true],
		['rack > 2', false],
		["(os == 'sunos' or kvm) and not xen", true],
		['os == "linux"', true],
	])('%s is %s', (condition, expected) => expect(holds(condition, attributes)).toBe(expected));

	it.each(['', 'kvm =', 'kvm kvm', '(kvm', "appliance is 'x'", 'kvm)', "['a'", '-1 == rack'])(
		'%s is refused',
		(condition) => expect(() => holds(condition, attributes)).toThrow(`the condition "${condition}"`),
	);
});
