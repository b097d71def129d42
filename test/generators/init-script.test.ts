import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makePrivateHost, type PrivateHost } from './private-host.ts';

let host: PrivateHost;
beforeEach(() => {
	host = makePrivateHost();
});
afterEach(() => host.remove());

describe('a host with all roles', () => {
	test('start brings up all services behind Apache, status says so, stop leaves nothing', async () => {
		const outcome = await host.run(`
			$init status; echo "status $?"
			$init start; echo "start $?"
			$init status; echo "status $?"
			curl -s http://127.0.0.1:8774/axis2/services/EucalyptusCC
			curl -s http://127.0.0.1:8775/axis2/services
			curl -s http://127.0.0.1:8773/
			curl -s -o /dev/null -w '%{http_code}\\n' http://127.0.0.1:8774/
			$init start; echo "again $?"
			$init reopen; for name in cc cloud nc; do until [ -e $home/reopened-$name ]; do sleep 0.1; done; done; ls $home/reopened-*
			$init stop; echo "stop $?"
			left
			ls -A $run $run/net
			$init status; echo "status $?"`);
		const text = outcome.stdout.replace(/process \d+/g, 'process N').replaceAll(host.home, 'HOME');
		expect(outcome.stderr).toBe('');
		expect(text.split('\n').map((line) => line.trimEnd())).toEqual([
			' CC  stopped',
			' NC  stopped',
			' CLC stopped',
			'status 3',
			'Starting Eucalyptus services: CC NC CLC',
			'start 0',
			' CC  running, process N, port 8774',
			' NC  running, process N, port 8775',
			' CLC running, process N, port 8773',
			'status 0',
			'cc /axis2/services/EucalyptusCC 127.0.0.1:8774',
			'nc /axis2/services 127.0.0.1:8775',
			'cloud / 127.0.0.1:8773',
			'403',
			'Starting Eucalyptus services: CC NC CLC',
			'again 0',
			'HOME/reopened-cc',
			'HOME/reopened-cloud',
			'HOME/reopened-nc',
			'Stopping Eucalyptus services: CLC CC NC',
			'stop 0',
			'nothing else left',
			'HOME/var/run/eucalyptus:',
			'net',
			'',
			'HOME/var/run/eucalyptus/net:',
			'euca-dhcp.conf',
			' CC  stopped',
			' NC  stopped',
			' CLC stopped',
			'status 3',
			'',
		]);
	});

	test('after a crash start replaces what died, stop finds what lost its pid file, and strangers live on', async () => {
		const outcome = await host.run(`
			$init start > /dev/null
			sleep 600 & stranger=$!
			kill -9 $(cat $run/euca-nc.pid); $init status | sed 's/process [0-9]*/process N/'; echo "status $?"
			$init start; echo "start $?"
			curl -s http://127.0.0.1:8775/axis2/services
			kill -9 $(cat $run/httpd-cc.pid)
			rm $run/euca-cc.pid $run/httpd-nc.pid
			echo $stranger > $run/euca-cloud.pid; echo $stranger > $run/net/euca-dhcp.pid.pid
			$init stop; echo "stop $?"
			kill -0 $stranger && echo 'the stranger lives'
			left`);
		expect(outcome.stdout).toContain('NC  stopped, but its Apache on port 8775 runs');
		expect(outcome.stdout).toContain('Starting Eucalyptus services: CC NC CLC\nstart 0\nnc /axis2/services');
		expect(outcome.stdout).toContain('stop 0\nthe stranger lives\nnothing else left\n');
	});

	test('a controller that does not listen to TERM is ended all the same', async () => {
		host.write('fault-nc', 'deaf');
		const impatient = "sed -i 's/^STOP_LIMIT=.*/STOP_LIMIT=2/' $init";
		const outcome = await host.run(`${impatient}; $init start NC; $init stop NC; echo "stop $?"; left`);
		expect(outcome.stdout).toContain('stop 0\nnothing else left\n');
	});

	test('shutdown lets the node controller shut its instances down before it stops', async () => {
		const outcome = await host.run(
			`$init start > /dev/null; $init shutdown; echo "shutdown $?"; ls $home/instances-shut-down; left`,
		);
		expect(outcome.stdout).toContain('Shutting the instances of this host down\n');
		expect(outcome.stdout).toContain(`shutdown 0\n${host.home}/instances-shut-down\nnothing else left\n`);
	});

	test('restart gives every service a new process, and a port changed in the configuration takes effect', async () => {
		const outcome = await host.run(`
			$init start > /dev/null; old=$(cat $run/euca-cc.pid)
			sed -i 's/^CC_PORT=.*/CC_PORT="9774"/' $conf
			$init restart; echo "restart $?"
			[ "$old" != "$(cat $run/euca-cc.pid)" ] && echo new
			curl -s http://127.0.0.1:9774/axis2/services
			$init stop`);
		expect(outcome.stdout).toContain('restart 0\nnew\ncc /axis2/services 127.0.0.1:9774\n');
	});

	test('a controller that dies at its start is reported with its last words; the others run', async () => {
		host.write('fault-cloud', 'dies');
		const outcome = await host.run(
			'$init start; echo "start $?"; $init status > /dev/null; echo "status $?"; $init stop',
		);
		expect(outcome.stderr).toContain('eucalyptus: CLC did not start: euca-cloud: the data base is broken');
		expect(outcome.stdout).toContain('Starting Eucalyptus services: CC NC\nstart 1\nstatus 1\n');
	});
});

test('a front-end without nodes yet runs the cloud controller, and says that the cluster controller waits', async () => {
	const outcome = await host.run(`
		sed -i 's/^NODES=.*/NODES=""/;s/^START_NC=.*/START_NC="N"/' $conf
		$init start; echo "start $?"; $init status > /dev/null; echo "status $?"; $init stop > /dev/null; left`);
	expect(outcome.stderr).toMatch(/NODES is empty in .*: CC starts once it names a node/);
	expect(outcome.stdout).toContain('Starting Eucalyptus services: CLC\nstart 0\nstatus 0\n');
});

describe('where systemd keeps the services, of which the cluster has no unit here', () => {
	// systemd does not look below a systemRoot: the script has to be told that this one does
	const systemd = `
		units=\${conf%/default/*}/systemd/system
		systemd() {
			sed -i "s|^UNIT=.*|UNIT=$units/eucalyptus.service|" $init
			mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system
			mount -t tmpfs tmpfs /usr/local/sbin
			printf '%s\\n' '#!/bin/sh' 'echo "systemctl $*"' > /usr/local/sbin/systemctl
			chmod 755 /usr/local/sbin/systemctl
		}
		rm $units/eucalyptus-cluster.service`;

	test('start of the cluster fails and says why', async () => {
		const outcome = await host.run(`${systemd}; systemd; $init start CC; echo "start $?"`);
		expect(outcome.stderr).toContain('CC has no unit on this host; euca-setup apply makes it');
		expect(outcome.stdout).not.toContain('systemctl start');
		expect(outcome.stdout).toMatch(/start 1\n$/);
	});

	test('start of all starts the others, and never the unit that it is called by', async () => {
		const outcome = await host.run(`${systemd}; systemd; EUCA_UNIT=all $init start; echo "start $?"`);
		expect(outcome.stderr).toContain('CC has no unit on this host');
		expect(outcome.stdout).toMatch(
			/^systemctl start eucalyptus-(node|cloud).service eucalyptus-(node|cloud).service$/m,
		);
		expect(outcome.stdout).toMatch(/start 1\n$/);
	});

	test('stop ends a cluster that was started otherwise', async () => {
		const outcome = await host.run(`$init start CC; ${systemd}; systemd; $init stop CC; echo "stop $?"; left`);
		expect(outcome.stdout).not.toContain('systemctl stop');
		expect(outcome.stdout).toContain('Stopping Eucalyptus services: CC\nstop 0\nnothing else left\n');
	});
});

describe('start says what is wrong, with status 1, before anything runs', () => {
	const edit = (expression: string) => `sed -i '${expression}' $conf;`;
	test.each([
		['a missing configuration', 'rm $conf;', /there is no configuration at .*euca-setup apply/],
		['a syntax error', "echo 'NODES=\"a' >> $conf;", /is not valid: /],
		['a file that everybody may write', 'chmod o+w $conf;', /may be written by everybody/],
		['no EUCALYPTUS', edit('/^EUCALYPTUS=/d'), /EUCALYPTUS is not set/],
		[
			'a missing EUCALYPTUS',
			edit('s/^EUCALYPTUS=.*/EUCALYPTUS="\\/nowhere"/'),
			/EUCALYPTUS=\/nowhere .* is not a directory/,
		],
		['no nodes', edit('s/^NODES=.*/NODES=""/;s/^START_CLOUD=.*/START_CLOUD="N"/'), /NODES is empty/],
		['one port for two services', edit('s/^CC_PORT=.*/CC_PORT="8775"/'), /CC_PORT and NC_PORT are both 8775/],
		['a wrong port', edit('s/^CC_PORT=.*/CC_PORT="many"/'), /CC_PORT=many .* is not a port number/],
		['no instance directory', 'rmdir $home/../instances;', /INSTANCE_PATH=.* is not a directory/],
		[
			'no hypervisor',
			edit('s/^HYPERVISOR=.*/HYPERVISOR="not_configured"/'),
			/HYPERVISOR=not_configured .*euca-setup --probe/,
		],
		['a missing program', 'rm $home/usr/lib/eucalyptus/programs/eucalyptus-node.js;', /eucalyptus-node.js is missing/],
		['a missing Apache file', 'rm $home/etc/eucalyptus/httpd-cc.conf;', /httpd-cc.conf is missing/],
		[
			'a port in use',
			`"${process.execPath}" -e 'require("net").createServer().listen(8774)' & until ss -tln | grep -q :8774; do sleep 0.1; done;`,
			/port 8774 \(CC_PORT .*\) is in use already by "\S+", process \d+/,
		],
	])('%s', async (_, damage, message) => {
		const outcome = await host.run(`${damage} $init start; echo "start $?"; left`);
		expect(outcome.stderr).toMatch(message);
		expect(outcome.stdout).toBe('start 1\nnothing else left\n');
	});

	test('a host without roles has nothing to start, which is a success', async () => {
		const outcome = await host.run(`sed -i 's/^START_\\(.*\\)=.*/START_\\1="n"/' $conf; $init start; echo "start $?"`);
		expect(outcome.stdout).toMatch(/no service to start.*\nstart 0\n/);
	});

	test('an unknown word gets the usage and status 3', async () => {
		const outcome = await host.run('$init frobnicate; echo "$?"; $init start XX; echo "$?"');
		expect(outcome.stdout).toBe('3\n3\n');
		expect(outcome.stderr).toContain('Usage:');
	});
});
