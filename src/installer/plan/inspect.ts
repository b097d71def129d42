import { installerErrors } from '../errors.ts';
import type { Host } from '../transport/host.ts';

/** What a host has at a path. */
export type Present =
	| { readonly kind: 'missing' }
	| { readonly kind: 'file'; readonly mode: number; readonly sha256: string }
	| { readonly kind: 'directory'; readonly mode: number }
	| { readonly kind: 'link'; readonly target: string }
	| { readonly kind: 'other' };

const MISSING: Present = { kind: 'missing' };

/** Looks at many paths in one round trip. */
export async function inspect(host: Host, paths: readonly string[]): Promise<ReadonlyMap<string, Present>> {
	if (paths.length === 0) {
		return new Map();
	}

	const output = await host.script(SCRIPT, { what: 'reading the state of files', args: paths, timeoutMs: 120_000 });
	const lines = output.split('\n').slice(0, -1);
	if (lines.length !== paths.length) {
		const problem = `${paths.length} paths were asked for, ${lines.length} lines came back`;
		throw installerErrors('HOST_COMMAND', { host: host.name, what: 'reading the state of files', problem });
	}

	return new Map(paths.map((path, index) => [path, parseLine(lines[index] ?? '')]));
}

/** One line per path: kind, mode, then checksum or target. A line end in a target would break the count: it reads as other. */
const SCRIPT = `
export LC_ALL=C
for p; do
	if [ -L "$p" ]; then
		t=$(readlink -- "$p")
		case $t in *"
"*) echo other ;; *) printf 'link 0 %s\\n' "$t" ;; esac
	elif [ -d "$p" ]; then printf 'directory %s\\n' "$(stat -c %a -- "$p")"
	elif [ -f "$p" ]; then
		s=$(sha256sum <"$p" 2>/dev/null) || s=unreadable
		printf 'file %s %s\\n' "$(stat -c %a -- "$p")" "\${s%% *}"
	elif [ -e "$p" ]; then echo other
	else echo missing
	fi
done
`;

function parseLine(line: string): Present {
	const [kind, mode = '', ...rest] = line.split(' ');
	switch (kind) {
		case 'file':
			return { kind, mode: Number.parseInt(mode, 8), sha256: rest.join(' ') };
		case 'directory':
			return { kind, mode: Number.parseInt(mode, 8) };
		case 'link':
			return { kind, target: rest.join(' ') };
		case 'missing':
			return MISSING;
		default:
			return { kind: 'other' };
	}
}
