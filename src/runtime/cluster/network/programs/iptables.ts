import { run } from '../../../../common/run.ts';
import { METADATA_ADDRESS, type NatNetwork, type NatProgram } from '../nat/program.ts';

interface OwnChain {
	readonly table: 'nat' | 'filter';
	/** The chain of the host that jumps to ours. */
	readonly from: string;
	readonly name: string;
	rules(network: NatNetwork): readonly (readonly string[])[];
}

/** Chains of our own, each reached by one jump: the host's other rules stay as they are. */
const CHAINS: readonly OwnChain[] = [
	{
		table: 'nat',
		from: 'PREROUTING',
		name: 'EUCA-PREROUTING',
		rules: ({ bridge, metadataPort }) =>
			metadataPort === undefined
				? []
				: [
						['-i', bridge, '-d', METADATA_ADDRESS, '-p', 'tcp', '--dport', '80'].concat([
							'-j',
							'REDIRECT',
							'--to-ports',
							String(metadataPort),
						]),
					],
	},
	{
		table: 'nat',
		from: 'POSTROUTING',
		name: 'EUCA-POSTROUTING',
		rules: ({ subnet, bridge }) => [['-s', subnet, '!', '-d', subnet, '!', '-o', bridge, '-j', 'MASQUERADE']],
	},
	{
		table: 'filter',
		from: 'FORWARD',
		name: 'EUCA-FORWARD',
		rules: ({ subnet, bridge }) => [
			['-i', bridge, '-s', subnet, '-j', 'ACCEPT'],
			['-o', bridge, '-d', subnet, '-j', 'ACCEPT'],
		],
	},
];

/** For hosts without nft. */
export const iptables: NatProgram = {
	name: 'iptables',
	async add(network) {
		for (const chain of CHAINS) {
			await remove(chain);
			await change(chain, ['-N', chain.name]);
			for (const rule of chain.rules(network)) {
				await change(chain, ['-A', chain.name, ...rule]);
			}

			await change(chain, ['-I', chain.from, '1', '-j', chain.name]);
		}
	},
	async remove() {
		for (const chain of CHAINS) {
			await remove(chain);
		}
	},
};

async function remove(chain: OwnChain): Promise<void> {
	let left = await succeeds(chain, ['-D', chain.from, '-j', chain.name]);
	while (left) {
		left = await succeeds(chain, ['-D', chain.from, '-j', chain.name]);
	}

	if (await succeeds(chain, ['-n', '-L', chain.name])) {
		await change(chain, ['-F', chain.name]);
		await change(chain, ['-X', chain.name]);
	}
}

async function change(chain: OwnChain, args: readonly string[]): Promise<void> {
	await run('iptables', [...(await waiting()), '-t', chain.table, ...args], { timeoutMs: 20_000 });
}

/** `iptables` says 1 (2 in some versions) for a rule or chain that is not there. */
async function succeeds(chain: OwnChain, args: readonly string[]): Promise<boolean> {
	const { exitCode } = await run('iptables', [...(await waiting()), '-t', chain.table, ...args], {
		timeoutMs: 20_000,
		okCodes: [0, 1, 2],
	});
	return exitCode === 0;
}

let asked: Promise<readonly string[]> | undefined;

/** How to wait for somebody else's change: not before 1.4.20 (CentOS 6), and without a limit before 1.6. */
function waiting(): Promise<readonly string[]> {
	asked ??= run('iptables', ['--version']).then(({ stdout }) => waitOptions(stdout));
	return asked;
}

function waitOptions(version: string): readonly string[] {
	const [major = 0, minor = 0, patch = 0] = (/v(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? []).slice(1).map(Number);
	const number = major * 1_000_000 + minor * 1000 + (Number.isNaN(patch) ? 0 : patch);
	if (number < 1_004_020) {
		return [];
	}

	return number < 1_006_000 ? ['-w'] : ['-w', '10'];
}
