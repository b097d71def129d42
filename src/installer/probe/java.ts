import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

const schema = z
	.object({
		path: answer.text,
		version: answer.text,
		vendor: answer.text,
		/** What java.security says: limited, unlimited, or '' for nothing. */
		policy: answer.text,
		/** The policy file of Java 8 and earlier allows everything. */
		allPermission: answer.flag,
	})
	.transform(({ allPermission, policy, ...rest }) => ({
		...rest,
		/** Keys of any length: by the setting, by the file, or because this version's default is so. */
		unlimited: policy === '' ? allPermission || isUnlimitedByDefault(rest.version) : policy === 'unlimited',
	}));

export const java = defineProbe({
	title: 'Java',
	// The release file beside the program says what starting Java would: that costs a second, and Java before 7 has no other way.
	script: `
		find_program java || return 0
		j=$program found=
		echo "path=$j"
		r=$(readlink -f "$j"); r=\${r%/bin/java}
		for f in "$r/release" "$r/../release"; do
			[ -r "$f" ] || continue
			sed -n 's/^JAVA_VERSION="*\\([^"]*\\)"*$/version=\\1/p; s/^IMPLEMENTOR="*\\([^"]*\\)"*$/vendor=\\1/p' "$f"
			found=Y
			break
		done
		[ -n "$found" ] || limit 10 "$j" -version 2>&1 </dev/null |
			sed -n 's/^[a-z]* version "\\([^"]*\\)".*/version=\\1/p; s/^\\(.*\\) Runtime Environment.*/vendor=\\1/p'
		for d in "$r/conf/security" "$r/lib/security" "$r/jre/lib/security"; do
			[ -r "$d/java.security" ] && sed -n 's/^crypto.policy *= *\\([a-z]*\\).*/policy=\\1/p' "$d/java.security"
			[ -r "$d/local_policy.jar" ] && command -v unzip >/dev/null &&
				unzip -p "$d/local_policy.jar" default_local.policy | grep -q CryptoAllPermission && echo allPermission=Y
		done
	`,
	schema,
	judge(fact) {
		if (fact.path === '') {
			return [{ id: 'NO_JAVA' }];
		}

		return fact.unlimited ? [] : [{ id: 'JAVA_LIMITED', values: { version: fact.version || 'of unknown version' } }];
	},
	summary: (fact) =>
		fact.path === ''
			? "none (not needed; only Amazon's tools of 2008 use it)"
			: `${fact.version || 'of unknown version'} ${fact.vendor}`.trim() +
				`, keys of ${fact.unlimited ? 'any' : 'limited'} strength; only Amazon's tools of 2008 use it`,
});

/** Java 9 and later, and 8 from update 161 on. */
function isUnlimitedByDefault(version: string): boolean {
	const [first = 0, second = 0] = version.split('.').map(Number);
	const major = first === 1 ? second : first;
	return major >= 9 || (major === 8 && Number(/_(\d+)/.exec(version)?.[1] ?? 0) >= 161);
}
