import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CONF_KEYS } from '../../../src/conf/keys.ts';
import { DHCP_SERVERS } from '../../../src/runtime/cluster/network/dhcp/servers.ts';
import { POLICIES } from '../../../src/runtime/cluster/scheduler/policies.ts';
import { ccService } from '../../../src/runtime/wire/contracts/cc/service.ts';

const cluster = join(import.meta.dirname, '../../../src/runtime/cluster');
const files = (folder: string) => readdirSync(join(cluster, folder));
const kebab = (name: string) => `${name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase()}.ts`;

it('has one file per operation of the contract', () => {
	expect(files('operations')).toEqual(expect.arrayContaining(Object.keys(ccService.operations).map(kebab)));
});

it('knows every scheduling policy that the configuration allows, each in a file of its own', () => {
	expect(CONF_KEYS.SCHEDPOLICY.type.name).toBe(Object.keys(POLICIES).join(' or '));
	const helpers = ['policies.ts', 'policy.ts'];
	expect(files('scheduler').filter((name) => !helpers.includes(name))).toHaveLength(Object.keys(POLICIES).length);
});

it('has a template for every DHCP server', () => {
	const templates = readdirSync(join(import.meta.dirname, '../../../templates/config'));
	expect(templates).toEqual(expect.arrayContaining(['dhcpd.conf.hbs', 'dnsmasq.conf.hbs']));
	expect(DHCP_SERVERS).toHaveLength(2);
});
