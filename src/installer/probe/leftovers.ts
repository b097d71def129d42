import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found } from './probe.ts';

export const leftovers = defineProbe({
	title: 'earlier installations',
	// Only controllers count, and only those that share this network: another may run in a container beside us.
	script: `
		for f in $(grep -lsE 'eucalyptus-(cloud|cluster|node)|httpd-(cc|nc).conf|euca-dhcp.conf' /proc/[0-9]*/cmdline); do
			d=\${f%/cmdline}
			[ "$d/ns/net" -ef /proc/self/ns/net ] || [ ! -e /proc/self/ns/net ] || continue
			c=$(tr '\\0\\n' '  ' <"$f" 2>/dev/null) || continue
			case $c in
			*"$eucalyptus"/* | *euca-setup* | *euca_sync_key*) ;;
			*) echo "process=\${d#/proc/} $(printf '%.100s' "$c")" ;;
			esac
		done
		for b in /sys/class/net/*/bridge; do
			case $b in */eucabr*) n=\${b%/bridge}; echo "bridge=\${n##*/}" ;; esac
		done
		f=$system_root/etc/default/eucalyptus
		if [ -r "$f" ]; then
			echo "otherRoot=$(sed -n 's/^EUCALYPTUS="*\\([^"]*\\)"*$/\\1/p' "$f" | grep -vxF "$eucalyptus" | head -n 1)"
		fi
		(
			[ -s "$eucalyptus/var/eucalyptus/manifest.json" ] && echo installed=Y
			# what our packages lay down is no left-over
			[ ! -e "$eucalyptus/usr/lib/eucalyptus/bundle.json" ] || exit 0
			for f in "$eucalyptus"/* "$eucalyptus"/.[!.]* "$eucalyptus"/..?*; do
				if [ -e "$f" ] || [ -L "$f" ]; then echo occupied=Y; break; fi
			done
		)
	`,
	schema: z.object({
		/** Controllers of another installation that run: `pid command`. */
		process: answer.list,
		bridge: answer.list,
		/** What an installation by this program leaves: its list of files. */
		installed: answer.flag,
		/** $EUCALYPTUS holds something. */
		occupied: answer.flag,
		/** /etc/default/eucalyptus belongs to an installation at another place. */
		otherRoot: answer.text,
	}),
	judge(fact, wish): Found[] {
		const found: Found[] = [];
		if (fact.process.length > 0) {
			found.push({ id: 'OLD_PROCESSES', values: { processes: fact.process.join('; ') } });
		}

		if (fact.otherRoot !== '') {
			const values = { file: `${wish.systemRoot.replace(/\/$/, '')}/etc/default/eucalyptus`, root: fact.otherRoot };
			found.push({ id: 'OTHER_INSTALLATION', values });
		}

		if (fact.installed) {
			found.push({ id: 'INSTALLED', values: { path: wish.eucalyptus } });
		} else if (fact.occupied) {
			found.push({ id: 'OCCUPIED', values: { path: wish.eucalyptus } });
		}

		if (fact.bridge.length > 0 && !fact.installed) {
			found.push({ id: 'OLD_BRIDGE', values: { bridges: fact.bridge.join(', ') } });
		}

		return found;
	},
	summary(fact) {
		if (fact.installed) {
			return 'installed here by this program';
		}

		return fact.process.length + fact.bridge.length > 0 || fact.occupied || fact.otherRoot !== ''
			? 'left-overs'
			: 'none';
	},
});
