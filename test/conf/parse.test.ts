import { expect, test } from 'vitest';
import { parseConf } from '../../src/conf/parse.ts';

const parse = (text: string) => parseConf(text, '/etc/default/eucalyptus');

test('missing keys have their defaults, empty ones are empty', () => {
	expect(parse('')).toMatchObject({ CC_PORT: 8774, SCHEDPOLICY: 'GREEDY', NODES: [], ENABLE_WS_SECURITY: true });
	expect(parse('VNET_SUBNET=\nNODES=""')).toMatchObject({ VNET_SUBNET: '', NODES: [] });
});

test('blanks, comments, quotes and export are taken as a shell or the original would', () => {
	const conf = parse(`  # comment
 export CC_PORT = 9090 # here too
START_CC=y
NODES='a  b'   # two
VNET_INTERFACE="eth1"`);
	expect(conf).toMatchObject({ CC_PORT: 9090, START_CC: true, NODES: ['a', 'b'], VNET_INTERFACE: 'eth1' });
});

test.each([
	['CC_PROT="1"', /line 1: CC_PROT is not a key of this file; did you mean CC_PORT\?/],
	['\nNODES="a"\nNODES="b"', /line 3: NODES was already given on line 2/],
	['SCHEDPOLICY="RANDOM"', /SCHEDPOLICY="RANDOM": expected one of GREEDY, ROUNDROBIN/],
	['CC_PORT="eighty"', /CC_PORT="eighty": expected an integer, 1 to 65535/],
	['CC_PORT="70000"', /70000/],
	['START_CC="yes"', /expected Y or N/],
	['NODES="a b', /line 1: the quote " is not closed/],
	['NODES="a" b', /stands after the closing quote/],
	['if true; then', /is not an assignment/],
	['VNET_MACMAP="aa:dd:11:00:00:01"', /expected MAC=IP pairs/],
	['VNET_NETMASK="255.0.255.0"', /expected a network mask/],
])('%s is refused with its line and the reason', (text, message) => {
	expect(() => parse(text)).toThrow(message);
});
