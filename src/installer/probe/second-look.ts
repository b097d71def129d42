import * as z from 'zod';
import type { Host } from '../transport/host.ts';
import { answer } from './answer.ts';
import { answerOf } from './probe.ts';

/** What a host says when the first one has left a token in the shared directory. */
export interface SecondLook {
	/** The token is seen here. */
	readonly sees: boolean;
	/** This host left an answer beside it. */
	readonly left: boolean;
	/** Of the first host: whose answers it sees. */
	readonly answers: readonly string[];
}

export interface SecondQuestion {
	/** The host's number among all, for its answer in the shared directory. 0 collects the answers and takes all away. */
	readonly index: number;
	readonly sharedDirectory: string;
	/** '' where nothing was left there: only the beginning counts. */
	readonly token: string;
	/** How long the host took to start a shell. */
	readonly onBegin: (ms: number) => void;
}

const schema = z.object({ sees: answer.flag, left: answer.flag, answers: answer.list });

const SCRIPT = `
shared=$1 token=$2 index=$3
[ -n "$token" ] || exit 0
if [ "$index" = 0 ]; then
	for f in "$shared/.euca-probe-$token".*; do [ -e "$f" ] && echo "answers=\${f##*.}"; done
	rm -f "$shared/.euca-probe-$token" "$shared/.euca-probe-$token".*
elif [ -e "$shared/.euca-probe-$token" ]; then
	echo sees=Y
	{ : >"$shared/.euca-probe-$token.$index"; } 2>/dev/null && echo left=Y
fi
exit 0
`;

/** A second and last round trip: the shared directory from both sides. */
export async function secondLook(host: Host, { onBegin, ...question }: SecondQuestion): Promise<SecondLook> {
	const output = await host.script(SCRIPT, {
		what: 'looking at the host a second time',
		args: [question.sharedDirectory, question.token, String(question.index)],
		timeoutMs: 60_000,
		onBegin,
	});
	return schema.parse(answerOf(output));
}
