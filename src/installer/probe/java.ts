import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

export const java = defineProbe({
	title: 'Java',
	// Reading the release file beside the program costs nothing; starting Java costs a second.
	script: `
		j=$(command -v java) || exit 0
		echo installed=Y
		r=$(dirname -- "$(dirname -- "$(readlink -f "$j")")")
		for f in "$r/release" "$r/../release"; do
			[ -r "$f" ] || continue
			echo "version=$(sed -n 's/^JAVA_VERSION="*\\([^"]*\\)"*$/\\1/p' "$f")"
			echo "vendor=$(sed -n 's/^IMPLEMENTOR="*\\([^"]*\\)"*$/\\1/p' "$f")"
			exit 0
		done
	`,
	schema: z.object({ installed: answer.flag, version: answer.text, vendor: answer.text }),
	judge: (fact) => (fact.installed ? [] : [{ id: 'NO_JAVA' }]),
	summary: (fact) =>
		fact.installed ? `${fact.version || 'of unknown version'} ${fact.vendor}`.trim() : 'none (not needed)',
});
