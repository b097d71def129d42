import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

/** How the names of the hosts resolve here; what that means shows only when all hosts are compared. */
export const names = defineProbe({
	title: 'names of the hosts',
	reads: [
		{
			files: '/etc/hosts',
			awk: `sub(/#.*/, "")
				if (!names_split) {
					names_split = split(names, names_wanted, " ")
					for (i in names_wanted) names_missing[names_wanted[i]] = 1
				}
				if ($1 !~ /:/) for (i = 2; i <= NF; i++) if ($i in names_missing) {
					print "name=" $i " " $1
					delete names_missing[$i]
				}`,
			end: `printf "missing="
				if (!names_split) printf "%s", names
				for (i in names_missing) printf "%s ", i
				print ""`,
		},
	],
	// The name service is asked only for what the file does not tell, and for single names only if it knows any.
	script: `
		[ $# -gt 0 ] && command -v getent >/dev/null || return 0
		IFS=$nl; missing=
		for l in $said; do case $l in missing=*) missing=\${l#missing=} ;; esac; done
		unset IFS
		told=$(limit 10 getent ahostsv4 $missing)
		[ -n "$told" ] || return 0
		for n in $missing; do
			told=$(limit 10 getent ahostsv4 "$n") || [ $? != 124 ] || break
			[ -z "$told" ] || echo "name=$n \${told%% *}"
		done
	`,
	schema: z
		.object({
			/** `node1 10.1.0.1`: of /etc/hosts, and of the name service for what is not there */
			name: answer.list,
			/** Not in /etc/hosts. */
			missing: answer.text,
		})
		.transform(({ name: lines, missing }) => {
			const addresses = Object.fromEntries(lines.map((line) => line.split(' ') as [string, string]));
			const unknown = missing.split(' ').filter((name) => name !== '' && !(name in addresses));
			return { addresses, unknown };
		}),
	judge: () => [],
	summary({ addresses, unknown }) {
		const known = Object.keys(addresses).length;
		return known + unknown.length === 0
			? 'nobody else to know'
			: `${known} of ${known + unknown.length} resolve${unknown.length === 0 ? '' : `, not ${unknown.slice(0, 6).join(', ')}`}`;
	},
});
