import { afterEach, beforeEach, expect, test } from 'vitest';
import { generate } from '../../generators/index.ts';
import { makePrivateHost, type PrivateHost } from './private-host.ts';
import { twoClusters } from './sites.ts';

let host: PrivateHost;
beforeEach(() => {
	host = makePrivateHost();
});
afterEach(() => host.remove());

// A second machine behind a cable: 10.1.0.11 calls the services of 10.1.0.1. Its name is in a /run that nobody else sees.
const CABLE = `
	mount -t tmpfs none /run; mkdir /run/netns; ip netns add peer
	ip link add cable type veth peer name eth0 netns peer; ip addr add 10.1.0.1/24 dev cable; ip link set cable up
	ip -n peer addr add 10.1.0.11/24 dev eth0; ip -n peer addr add 10.1.0.12/24 dev eth0; ip -n peer link set eth0 up
	ask() { curl -s -o /dev/null -w '%{http_code} ' --max-time 60 "$@"; }
	peer() { ip netns exec peer curl -s -o /dev/null -w '%{http_code} ' --max-time 60 "$@"; }
	each() { for url in "$@"; do ask "$url"; done; }`;

test('only the services are served; the caller that the site names gets through, others do not', async () => {
	const conf = generate(twoClusters, 'node1').find(({ path }) => path.endsWith('httpd-nc.conf'));
	const rules = conf?.kind === 'file' ? (/<Location[\s\S]*<\/Location>/.exec(conf.content)?.[0] ?? '') : '';
	expect(rules).toContain('Require ip 10.1.0.1\n');
	const allowed = rules.replace('10.1.0.1\n', '10.1.0.11\n');
	host.write('rules', allowed);
	const outcome = await host.run(`${CABLE}
		sed -i '/^<Location/,$d' $home/etc/eucalyptus/httpd-nc.conf; cat $home/rules >> $home/etc/eucalyptus/httpd-nc.conf
		$init start NC > /dev/null
		each http://127.0.0.1:8775/axis2/services http://10.1.0.1:8775/axis2/services; echo own
		peer --interface 10.1.0.11 http://10.1.0.1:8775/axis2/services; echo named
		peer --interface 10.1.0.12 http://10.1.0.1:8775/axis2/services; echo other
		each http://127.0.0.1:8775/ http://127.0.0.1:8775/axis2/ http://127.0.0.1:8775/server-status; echo elsewhere
		ask -X TRACE http://127.0.0.1:8775/axis2/services; echo trace
		ask -x http://127.0.0.1:8775 http://10.1.0.12/; echo proxy
		$init stop > /dev/null`);
	expect(outcome.stderr).toBe('');
	expect(outcome.stdout.split('\n')).toEqual([
		'200 200 own',
		'200 named',
		'403 other',
		'403 403 403 elsewhere',
		'405 trace',
		'403 proxy',
		'',
	]);
});

test('the children are not root, yet reach the controller; one that is down is an answer at once, and comes back', async () => {
	const outcome = await host.run(`
		$init start NC > /dev/null
		child() { ps -o user=,ruser= -p "$(pgrep -P "$(cat $run/httpd-nc.pid)" | head -1)" 2> /dev/null; }
		# Just born it is still what its parent is.
		for try in $(seq 300); do case $(child) in '' | *root*) sleep 0.1 ;; *) break ;; esac; done; child
		p=$(cat $run/euca-nc.pid); kill $p; while kill -0 $p 2> /dev/null; do sleep 0.1; done
		curl -s -o /dev/null -w '%{http_code}\\n' http://127.0.0.1:8775/axis2/services
		$init start NC > /dev/null
		curl -s http://127.0.0.1:8775/axis2/services
		$init stop > /dev/null`);
	const lines = outcome.stdout.split('\n');
	expect(lines[0]?.split(/\s+/).filter(Boolean)).toEqual(['daemon', 'daemon']);
	expect(lines[1]).toBe('503');
	expect(lines[2]).toBe('nc /axis2/services 127.0.0.1:8775');
});

test('where the address of the caller is unknown every address may call', () => {
	const conf = generate(twoClusters, 'node3').find(({ path }) => path.endsWith('httpd-nc.conf'));
	expect(conf).toMatchObject({ content: expect.stringContaining('Require all granted') });
});

test('an Apache before 2.4.7 reaches the controllers over the loopback interface', async () => {
	const outcome = await host.run(`
		cat /usr/sbin/apache2 > $home/apache2; chmod 755 $home/apache2
		printf '#!/bin/sh\\n[ "$1" != -v ] || { echo "Server version: Apache/2.4.6 (CentOS)"; exit; }\\nexec %s "$@"\\n' $home/apache2 > $home/apache-2.4.6
		chmod 755 $home/apache-2.4.6; mount --bind $home/apache-2.4.6 /usr/sbin/apache2
		$init start CC; echo "start $?"
		curl -s http://127.0.0.1:8774/axis2/services/EucalyptusCC
		curl -s -o /dev/null -w '%{http_code}\\n' http://127.0.0.1:8774/
		ls $run/*.sock
		$init stop; left`);
	expect(outcome.stdout).toContain('start 0\ncc /axis2/services/EucalyptusCC 127.0.0.1:8774\n403\n');
	expect(outcome.stderr).toContain('No such file or directory');
	expect(outcome.stdout).toContain('nothing else left');
});

// Core, worker, authz_host, proxy and so of 2.2.15, as far as a reverse proxy needs them.
const APACHE_2_2 = `Allow Deny ErrorLog FileETag IfDefine IfModule Include KeepAlive KeepAliveTimeout LimitRequestFields
	LimitRequestLine Listen ListenBacklog LoadModule Location LockFile LogLevel MaxClients MaxKeepAliveRequests
	MaxSpareThreads MinSpareThreads Order PidFile ProxyPass ProxyPreserveHost ProxyRequests ServerLimit ServerName
	ServerRoot ServerSignature ServerTokens StartServers ThreadsPerChild Timeout TraceEnable EnableSendfile User Group`.split(
	/\s+/,
);

test.each(['httpd.conf', 'httpd-nc.conf'])('of %s an Apache 2.2 sees only words that it knows', (name) => {
	const conf = generate(twoClusters, 'node1').find(({ path }) => path.endsWith(`/${name}`));
	const seen = wordsSeen(conf?.kind === 'file' ? conf.content : '', ['EUCA_STARTED', 'EUCA_APACHE_22', 'EUCA_TCP']);
	expect(seen.length).toBeGreaterThan(4);
	expect(seen.filter((word) => !APACHE_2_2.includes(word))).toEqual([]);
});

/** Directives that are left when the sections of <IfDefine> are taken or left out. */
function wordsSeen(text: string, defined: readonly string[]): readonly string[] {
	const taken: boolean[] = [];
	return text.split('\n').flatMap((line) => {
		const [, not, name] = /^\s*<IfDefine (!?)(\w+)>/.exec(line) ?? [];
		if (name !== undefined) {
			taken.push(defined.includes(name) !== (not === '!'));
			return [];
		}

		if (/^\s*<\/IfDefine>/.test(line)) {
			taken.pop();
			return [];
		}

		const word = /^\s*<?([A-Za-z]+)/.exec(line)?.[1];
		return word !== undefined && taken.every(Boolean) ? [word] : [];
	});
}
