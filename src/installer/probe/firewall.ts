import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

export const firewall = defineProbe({
	title: 'firewall',
	// iptables-save without a table reads what is loaded; with one, or "iptables -L", it would load kernel modules.
	script: `
		for p in nft iptables; do command -v $p >/dev/null && echo "tool=$p"; done
		[ -e /run/firewalld ] || [ -e /var/run/firewalld.pid ] && echo firewalld=Y
		command -v nft >/dev/null && rules=$(nft list ruleset) && [ -n "$rules" ] && printf '%s\\n' "$rules" |
			sed -n '/hook input \\|hook forward \\|dport\\|drop\\|reject/s/^[ \\t]*/rule=/p; 2000q'
		[ -s /proc/net/ip_tables_names ] && iptables-save | sed -n '/^:INPUT \\|^:FORWARD \\|^-A INPUT/s/^/rule=/p; 2000q'
	`,
	schema: z.object({
		/** nft, iptables */
		tool: answer.list,
		firewalld: answer.flag,
		/** Lines of both kinds that tell what comes in. */
		rule: answer.list,
	}),
	judge(fact, { ports }) {
		const shut = ports.filter(({ port }) => isShut(fact.rule, port)).map(({ port }) => port);
		return shut.length === 0 ? [] : [{ id: 'FIREWALL_CLOSED', values: { ports: shut.join(', ') } }];
	},
	summary(fact) {
		const tools = fact.tool.join(' and ') || 'no tool';
		return fact.rule.some((rule) => isClosing(rule))
			? `${tools}; lets in only what rules name`
			: `${tools}; lets everything in`;
	},
});

/** The end of the input chain refuses: by its policy, or by a last rule without a condition. */
function isClosing(rule: string): boolean {
	return /hook input .*policy drop|^:INPUT DROP|^-A INPUT(?: -j (?:DROP|REJECT)\b)|^(?:counter.*)?(?:drop|reject)\b/.test(
		rule,
	);
}

/** What else comes in is refused, and no rule names the port. Rules with sets or ranges are read for the number alone. */
function isShut(rules: readonly string[], port: number): boolean {
	const names = new RegExp(`\\bd?ports? .*\\b${port}\\b.*(?:accept|ACCEPT)`);
	return rules.some(isClosing) && !rules.some((rule) => names.test(rule) || inRange(rule, port));
}

function inRange(rule: string, port: number): boolean {
	if (!/accept/i.test(rule)) {
		return false;
	}

	const ranges = [...rule.matchAll(/\b(\d+)[:-](\d+)\b/g)];
	return /d?ports?/.test(rule) && ranges.some(([, from, to]) => Number(from) <= port && port <= Number(to));
}
