import type { ZodError } from 'zod';
import { installerErrors } from '../errors.ts';
import type { Host } from '../transport/host.ts';
import { type HostFacts, hostFactsSchema } from './facts.ts';
import { PROBE_NAMES, PROBES } from './index.ts';
import { answerOf, type Wish } from './probe.ts';

/** Asks everything at once: one round trip, all probes side by side on the host. */
export async function gatherFacts(host: Host, wish: Wish): Promise<HostFacts> {
	const output = await host.script(SCRIPT, {
		what: 'looking at the host',
		args: [wish.eucalyptus, wish.systemRoot.replace(/\/$/, ''), wish.instancePath, wish.kernels.join(' ')],
		timeoutMs: 60_000,
	});
	const answers = sections(output);
	const raw = Object.fromEntries(PROBE_NAMES.map((name) => [name, answerOf(answers.get(name) ?? '')]));
	const parsed = hostFactsSchema.safeParse(raw);
	if (!parsed.success) {
		throw notUnderstood(host.name, parsed.error);
	}

	return parsed.data;
}

/** Each probe in a subshell of its own, so that none can stop or change another. */
const SCRIPT = `
eucalyptus=$1 system_root=$2 instance_path=$3 kernels=$4
export LC_ALL=C
d=$(mktemp -d) || exit 1
trap 'rm -rf "$d"' EXIT
${PROBE_NAMES.map((name) => `(${PROBES[name].script}) >"$d/${name}" 2>/dev/null </dev/null &`).join('\n')}
wait
for f in ${PROBE_NAMES.join(' ')}; do
	printf '\\n=== %s\\n' "$f"
	cat "$d/$f"
done
`;

function sections(output: string): Map<string, string> {
	const found = new Map<string, string>();
	for (const part of output.split(/^=== /m).slice(1)) {
		const end = part.indexOf('\n');
		found.set(part.slice(0, end), part.slice(end + 1));
	}

	return found;
}

function notUnderstood(host: string, error: ZodError): Error {
	const [first] = error.issues;
	const probe = String(first?.path[0] ?? 'unknown');
	const problem = `${first?.path.slice(1).join('.')}: ${first?.message}`;
	return installerErrors('PROBE_OUTPUT', { host, probe, problem }, { cause: error });
}
