import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found } from './probe.ts';

/** The oldest kernel that our Node.js has been seen to run on. */
const OLDEST_KERNEL = [2, 6, 32] as const;

const schema = z.object({
	hostName: answer.text,
	os: answer.text,
	osVersion: answer.text,
	/** The system's own name for itself. */
	osTitle: answer.text,
	/** What Rocks says of itself, '' elsewhere. */
	rocks: answer.text,
	architecture: answer.text,
	kernel: answer.text,
	/** What the programs that we bring need: Node wants 2.28. Empty when the C library is another. */
	glibc: answer.text.transform((text) => text.replace(/^glibc /, '')),
	memoryMb: answer.number,
	freeMemoryMb: answer.number,
	cores: answer.number,
	processor: answer.text,
	/** Name of process 1. */
	pid1: answer.text,
	systemd: answer.flag,
	root: answer.flag,
	packageManager: answer.text,
	machineId: answer.text,
	/** What its own name resolves to, '' if to nothing. */
	ownAddress: answer.text,
});

export const system = defineProbe({
	title: 'system',
	reads: [
		{
			files: '/proc/meminfo',
			awk: `if ($1 == "MemTotal:") system_total = $2
				if ($1 == "MemAvailable:") system_free = $2
				if ($1 ~ /^(MemFree|Cached|Buffers):$/) system_rest += $2`,
			end: `printf "memoryMb=%d\\n", system_total / 1024
				printf "freeMemoryMb=%d\\n", (system_free == "" ? system_rest : system_free) / 1024`,
		},
		{
			files: '/proc/cpuinfo',
			awk: `if (/^processor[ \\t]*:/) system_cores++
				if (/^model name/ && system_model == "") { system_model = $0; sub(/^[^:]*: */, "", system_model) }`,
			end: 'print "cores=" (system_cores ? system_cores : 1); print "processor=" system_model',
		},
		// awk's own rights are ours.
		{ files: '/proc/self/status', awk: 'if ($1 == "Uid:" && $3 == 0) print "root=Y"' },
		// The C library's own script says which it is.
		{
			files: '/usr/bin/ldd',
			awk: 'if ($1 == "echo" && $2 ~ /ldd$/) { system_libc = $NF; gsub(/[^0-9.]/, "", system_libc); print "glibc=" system_libc }',
		},
		{
			files: '/etc/hosts',
			awk: `sub(/#.*/, "")
				for (i = 2; i <= NF; i++) if ($i == host && $1 !~ /:/ && system_own == "") { system_own = $1; print "ownAddress=" $1 }`,
		},
	],
	script: `
		ID= VERSION_ID= PRETTY_NAME=
		if [ -r /etc/os-release ]; then . /etc/os-release
		elif [ -r /etc/redhat-release ]; then
			read -r PRETTY_NAME </etc/redhat-release
			VERSION_ID=\${PRETTY_NAME##*release }; VERSION_ID=\${VERSION_ID%% *}
			case $PRETTY_NAME in CentOS*) ID=centos ;; Red*) ID=rhel ;; Scientific*) ID=scientific ;; esac
		elif [ -r /etc/debian_version ]; then ID=debian; read -r VERSION_ID </etc/debian_version; PRETTY_NAME="Debian $VERSION_ID"
		fi
		echo "os=$ID"; echo "osVersion=$VERSION_ID"; echo "osTitle=$PRETTY_NAME"
		[ -r /etc/rocks-release ] && read -r r </etc/rocks-release && echo "rocks=$r"
		echo "hostName=$host_name"
		read -r r </proc/sys/kernel/osrelease && echo "kernel=$r"
		if [ -r /proc/sys/kernel/arch ]; then read -r r </proc/sys/kernel/arch; else r=$(uname -m); fi
		echo "architecture=$r"
		[ -r /usr/bin/ldd ] || echo "glibc=$(getconf GNU_LIBC_VERSION)"
		[ -r /proc/1/comm ] && read -r one </proc/1/comm || { read -r _ one _ </proc/1/stat; one=\${one#(}; one=\${one%)}; }
		echo "pid1=$one"
		[ -d /run/systemd/system ] && echo systemd=Y
		for m in apt-get dnf yum zypper; do command -v $m >/dev/null && { echo "packageManager=$m"; break; }; done
		case $said in *ownAddress=*) ;; *) own=$(limit 3 getent ahostsv4 "$host_name"); echo "ownAddress=\${own%% *}" ;; esac
		for f in /etc/machine-id /var/lib/dbus/machine-id; do [ -s "$f" ] && read -r id <"$f" && { echo "machineId=$id"; break; }; done
	`,
	schema,
	judge(fact, { ownLibraries }) {
		const found: Found[] = [];
		if (!fact.root) {
			found.push({ id: 'NOT_ROOT' });
		}

		if (fact.architecture !== 'x86_64') {
			found.push({ id: 'ARCHITECTURE', values: { architecture: fact.architecture } });
		}

		if (isOlder(numbers(fact.kernel), OLDEST_KERNEL)) {
			found.push({ id: 'KERNEL_OLD', values: { kernel: fact.kernel, oldest: OLDEST_KERNEL.join('.') } });
		}

		if (!ownLibraries && isOlder(numbers(fact.glibc), [2, 28])) {
			found.push({ id: 'C_LIBRARY', values: { version: fact.glibc || 'unknown' } });
		}

		if (fact.packageManager !== 'apt-get') {
			found.push({ id: 'NOT_DEBIAN', values: { os: fact.osTitle || fact.os || 'unknown' } });
		}

		if (fact.ownAddress === '') {
			found.push({ id: 'NAME_UNKNOWN', values: { name: fact.hostName } });
		}

		if (fact.memoryMb < 1024) {
			found.push({ id: 'LITTLE_MEMORY', values: { memoryMb: fact.memoryMb } });
		}

		return fact.systemd ? found : [...found, { id: 'NO_SYSTEMD', values: { pid1: fact.pid1 } }];
	},
	summary: (fact) =>
		`${fact.osTitle || fact.os}, ${fact.architecture}, Linux ${fact.kernel}, ${fact.cores} ${fact.cores === 1 ? 'core' : 'cores'}, ${fact.memoryMb} MB, process 1 is ${fact.pid1}`,
});

function numbers(version: string): readonly number[] {
	return version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0);
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
	for (const [index, wanted] of than.entries()) {
		const has = version[index] ?? 0;
		if (has !== wanted) {
			return has < wanted;
		}
	}

	return false;
}
