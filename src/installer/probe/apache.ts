import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe } from './probe.ts';

export const apache = defineProbe({
	title: 'Apache',
	packages: ['apache2-bin'],
	script: `
		for p in apache2 httpd; do
			find_program $p || continue
			# busybox has an httpd, too: asked for its version it would serve the directory that it is called in
			[ -L "$program" ] && case $(readlink "$program") in *busybox) continue ;; esac
			echo "program=$program"
			[ "$program" = /usr/sbin/apache2 ] && packaged apache2-bin ||
				{ version=$("$program" -v); version=\${version#*Apache/}; version=\${version%%[!0-9.]*}; }
			echo "version=$version"
			for d in /usr/lib/apache2/modules /usr/lib64/httpd/modules /usr/lib/httpd/modules; do
				[ -e "$d/mod_proxy_http.so" ] && echo proxy=Y
			done
			break
		done
	`,
	schema: z.object({ program: answer.text, version: answer.text, proxy: answer.flag }),
	judge(fact) {
		if (fact.program === '') {
			return [{ id: 'NO_APACHE' }];
		}

		const [major = 0, minor = 0] = fact.version.split('.').map(Number);
		const old = major < 2 || (major === 2 && minor < 4);
		return old || !fact.proxy ? [{ id: 'APACHE_UNFIT', values: { version: fact.version } }] : [];
	},
	summary: (fact) => (fact.program === '' ? 'none yet' : `${fact.version} (${fact.program})`),
});
