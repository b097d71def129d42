import { run } from '../../../../common/run.ts';
import { METADATA_ADDRESS, type NatNetwork, type NatProgram } from '../nat/program.ts';

/** A table of our own: the host's other tables are not read and not changed. */
const TABLE = 'ip eucalyptus';

export const nft: NatProgram = {
	name: 'nft',
	async add(network) {
		await runNft(`${removal()}${rules(network)}`);
	},
	async remove() {
		await runNft(removal());
	},
};

function rules({ subnet, bridge, metadataPort }: NatNetwork): string {
	return [
		`table ${TABLE} {`,
		'  chain prerouting {',
		'    type nat hook prerouting priority -100; policy accept;',
		...(metadataPort === undefined
			? []
			: [`    iifname "${bridge}" ip daddr ${METADATA_ADDRESS} tcp dport 80 redirect to :${metadataPort}`]),
		'  }',
		'  chain postrouting {',
		'    type nat hook postrouting priority 100; policy accept;',
		`    ip saddr ${subnet} ip daddr != ${subnet} oifname != "${bridge}" masquerade`,
		'  }',
		'  chain forward {',
		'    type filter hook forward priority 0; policy accept;',
		`    iifname "${bridge}" ip saddr ${subnet} accept`,
		`    oifname "${bridge}" ip daddr ${subnet} accept`,
		'  }',
		'}',
		'',
	].join('\n');
}

/** Deleting what may not exist: one transaction that makes it first. */
function removal(): string {
	return `add table ${TABLE}\ndelete table ${TABLE}\n`;
}

async function runNft(script: string): Promise<void> {
	await run('nft', ['-f', '-'], { input: script, timeoutMs: 20_000 });
}
