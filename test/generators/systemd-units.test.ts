import { expect, test } from 'vitest';
import { systemdUnits } from '../../generators/systemd-units.ts';
import { renderConfig } from '../../src/common/template.ts';
import { hostsOf } from '../../src/site/hosts.ts';
import { singleMachine, twoClusters } from './sites.ts';

// systemd 219, that of CentOS 7 and so of Rocks 7.0, warns of words it does not know and goes on without them. These are
// those of its manual that a unit of ours might want; the ones that came later, ExecCondition or StartLimitIntervalSec
// for instance, are not in here.
const KNOWN_TO_219: Readonly<Record<string, string>> = {
	Unit: `Description Documentation Requires Requisite Wants BindsTo PartOf Conflicts Before After OnFailure
		RequiresMountsFor DefaultDependencies ConditionPathExists ConditionPathIsDirectory ConditionFileNotEmpty`,
	Service: `Type RemainAfterExit GuessMainPID PIDFile ExecStart ExecStartPre ExecStartPost ExecReload ExecStop
		ExecStopPost RestartSec TimeoutStartSec TimeoutStopSec TimeoutSec Restart SuccessExitStatus StartLimitInterval
		StartLimitBurst User Group WorkingDirectory UMask Environment EnvironmentFile LimitNOFILE LimitNPROC
		StandardOutput StandardError KillMode KillSignal SendSIGKILL`,
	Install: 'Alias WantedBy RequiredBy Also',
};
const KNOWN_VALUES: Readonly<Record<string, string>> = {
	Type: 'simple forking oneshot',
	Restart: 'no on-failure on-abnormal on-abort always',
	KillMode: 'control-group process mixed none',
};
const TARGETS = ['network', 'network-online', 'remote-fs', 'nss-lookup', 'time-sync', 'multi-user'];

const generated = [singleMachine, twoClusters].flatMap((site) =>
	hostsOf(site).flatMap((host) => systemdUnits(site, host)),
);
const units = new Map([
	...generated.map((file) => [file.path, file.kind === 'file' ? file.content : ''] as const),
	['the unit of the package', renderConfig('roll/eucalyptus.service', {})] as const,
]);

/** The lines of a unit that systemd 219 would not understand. */
function unknownLines(unit: string): readonly string[] {
	let section = '';
	return unit.split('\n').filter((line) => {
		if (line === '' || line.startsWith('#')) {
			return false;
		}

		const head = /^\[(\w+)\]$/.exec(line)?.[1];
		if (head !== undefined) {
			section = head;
			return !(section in KNOWN_TO_219);
		}

		const [, word = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
		const targets = value.match(/[\w-]+(?=\.target)/g) ?? [];
		return (
			!has(KNOWN_TO_219[section], word) ||
			(word in KNOWN_VALUES && !has(KNOWN_VALUES[word], value)) ||
			targets.some((target) => !TARGETS.includes(target))
		);
	});
}

const has = (words = '', word: string) => words.split(/\s+/).includes(word);

test.each([...units])('systemd 219 understands every line of %s', (_, unit) => {
	expect(unit).toContain('[Service]');
	expect(unknownLines(unit)).toEqual([]);
});

test('a word that came later, or stands in the wrong section, would be noticed', () => {
	expect(unknownLines('[Unit]\nStartLimitIntervalSec=0\nRestart=no\n[Service]\nExecCondition=/x\nType=exec\n')).toEqual(
		['StartLimitIntervalSec=0', 'Restart=no', 'ExecCondition=/x', 'Type=exec'],
	);
});
