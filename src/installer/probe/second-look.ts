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
	/** `node1 10.1.0.1`: of /etc/hosts, and of the name service for what is not there */
	name: answer.list,
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
known=$(printf '%s\\n' "$@" | awk '
	FNR == NR { wanted[$1] = 1; next }
	{ sub(/#.*/, ""); if ($1 !~ /:/) for (i = 2; i <= NF; i++) if (($i in wanted) && !($i in said)) { said[$i] = 1; print $i " " $1 } }' - /etc/hosts)
[ -z "$known" ] || printf '%s\\n' "$known" | sed 's/^/name=/'
missing=
for n in "$@"; do
	case "
$known" in *"
$n "*) ;; *) missing="$missing $n" ;; esac
done
[ -z "$missing" ] || ! command -v getent >/dev/null || limit 10 /bin/sh -c '
	for n in "$@"; do getent ahostsv4 "$n" | sed -n "1s/^\\([0-9.]*\\) .*/name=$n \\1/p"; done' sh $missing
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
	const { name: lines, uptime, ...rest } = schema.parse(answerOf(output));
	const [from = 0, to = 0] = uptime.split(' ').map(Number);
	return {
		...rest,
		asked: question.names,
		names: new Map(lines.map((line) => line.split(' ')).map(([name = '', address = '']) => [name, address] as const)),
		roundTripMs: Math.max(0, Math.round(elapsed - (to - from) * 1000)),
	};
}
