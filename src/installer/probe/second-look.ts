import * as z from 'zod';
import type { Host } from '../transport/host.ts';
import { answer } from './answer.ts';
import { answerOf } from './probe.ts';
import { FRAME } from './script.ts';

/** What a host says when the others are known. */
export interface SecondLook {
	/** The names that it was asked about. */
	readonly asked: readonly string[];
	/** IPv4 addresses of the names that were asked about; a name that resolves to none is missing. */
	readonly names: ReadonlyMap<string, string>;
	/** The token that the first host left in the shared directory is seen here. */
	readonly sees: boolean;
	/** This host left an answer beside it. */
	readonly left: boolean;
	/** Of the first host: whose answers it sees. */
	readonly answers: readonly string[];
	/** What a command costs that does nothing: there, started, and back. */
	readonly roundTripMs: number;
}

export interface SecondQuestion {
	/** The host's number among all, for its answer in the shared directory. 0 collects the answers and takes all away. */
	readonly index: number;
	readonly names: readonly string[];
	readonly sharedDirectory: string;
	/** '' where nothing was left in the shared directory. */
	readonly token: string;
}

const schema = z.object({
	/** `10.1.0.1 node1 node1.lab`: lines of getent */
	host: answer.list,
	/** `node2 10.1.0.2` where getent gave another name, or an address of IPv6 alone */
	single: answer.list,
	sees: answer.flag,
	left: answer.flag,
	answers: answer.list,
	uptime: answer.text,
});

const SCRIPT = `${FRAME}
shared=$1 token=$2 index=$3
shift 3
read -r up _ </proc/uptime
if [ -n "$token" ]; then
	if [ "$index" = 0 ]; then
		for f in "$shared/.euca-probe-$token".*; do [ -e "$f" ] && echo "answers=\${f##*.}"; done
		rm -f "$shared/.euca-probe-$token" "$shared/.euca-probe-$token".*
	elif [ -e "$shared/.euca-probe-$token" ]; then
		echo sees=Y
		{ : >"$shared/.euca-probe-$token.$index"; } 2>/dev/null && echo left=Y
	fi
fi
if command -v getent >/dev/null; then
	all=$(limit 10 getent hosts "$@")
	printf '%s\\n' "$all" | sed 's/^/host=/'
	for n in "$@"; do
		case "
$all
" in
		*[0-9].[0-9]*[\\ \\	]$n[\\ .\\	]* | *[0-9].[0-9]*[\\ \\	]"$n
"*) ;;
		*) a=$(limit 3 getent ahostsv4 "$n" | sed -n '1s/ .*//p'); [ -z "$a" ] || echo "single=$n $a" ;;
		esac
	done
else
	for n in "$@"; do
		awk -v n="$n" '{ sub(/#.*/, ""); for (i = 2; i <= NF; i++) if ($i == n && $1 !~ /:/) { print "single=" n " " $1; exit } }' /etc/hosts
	done
fi
read -r down _ </proc/uptime
echo "uptime=$up $down"
`;

/** The second and last round trip: names, the shared directory from both sides, and what a command costs. */
export async function secondLook(host: Host, question: SecondQuestion): Promise<SecondLook> {
	const start = performance.now();
	const output = await host.script(SCRIPT, {
		what: 'looking at the host a second time',
		args: [question.sharedDirectory, question.token, String(question.index), ...question.names],
		timeoutMs: 60_000,
	});
	const elapsed = performance.now() - start;
	const { host: lines, single, uptime, ...rest } = schema.parse(answerOf(output));
	const [from = 0, to = 0] = uptime.split(' ').map(Number);
	return {
		...rest,
		asked: question.names,
		names: addressesOf(question.names, lines, single),
		roundTripMs: Math.max(0, Math.round(elapsed - (to - from) * 1000)),
	};
}

function addressesOf(
	asked: readonly string[],
	lines: readonly string[],
	single: readonly string[],
): Map<string, string> {
	const found = new Map(single.map((line) => line.split(' ')).map(([name = '', address = '']) => [name, address]));
	const longer = new Map<string, string>();
	for (const line of lines) {
		const [address = '', ...called] = line.split(/\s+/);
		for (const name of address.includes(':') ? [] : called) {
			const short = name.split('.')[0] ?? '';
			found.set(name, found.get(name) ?? address);
			longer.set(short, longer.get(short) ?? address);
		}
	}

	return new Map(
		asked.flatMap((name) => {
			const address = found.get(name) ?? longer.get(name);
			return address === undefined ? [] : [[name, address] as const];
		}),
	);
}
