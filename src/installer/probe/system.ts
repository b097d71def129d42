import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found } from './probe.ts';

const schema = z.object({
	hostName: answer.text,
	os: answer.text,
	osVersion: answer.text,
	/** The system's own name for itself. */
	osTitle: answer.text,
	architecture: answer.text,
	kernel: answer.text,
	/** What the programs that we bring need: Node wants 2.28. Empty when the C library is another. */
	glibc: answer.text,
	memoryMb: answer.number,
	freeMemoryMb: answer.number,
	cores: answer.number,
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
	script: `
		ID= VERSION_ID= PRETTY_NAME=
		[ -r /etc/os-release ] && . /etc/os-release
		echo "os=$ID"; echo "osVersion=$VERSION_ID"; echo "osTitle=$PRETTY_NAME"
		echo "hostName=$(uname -n)"; echo "architecture=$(uname -m)"; echo "kernel=$(uname -r)"
		echo "glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //')"
		awk '$1 == "MemTotal:" { t = $2 } $1 == "MemAvailable:" { a = $2 }
			END { printf "memoryMb=%d\\nfreeMemoryMb=%d\\n", t / 1024, a / 1024 }' /proc/meminfo
		echo "cores=$(getconf _NPROCESSORS_ONLN)"
		echo "pid1=$(cat /proc/1/comm)"
		[ -d /run/systemd/system ] && echo systemd=Y
		[ "$(id -u)" = 0 ] && echo root=Y
		for m in apt-get dnf yum zypper; do command -v $m >/dev/null && { echo "packageManager=$m"; break; }; done
		own=$(awk -v n="$(uname -n)" '{ sub(/#.*/, ""); for (i = 2; i <= NF; i++) if ($i == n && $1 !~ /:/) { print $1; exit } }' /etc/hosts)
		[ -n "$own" ] || own=$(timeout 3 getent hosts "$(uname -n)" | awk '$1 !~ /:/ { print $1; exit }')
		echo "ownAddress=$own"
		[ -r /etc/machine-id ] && echo "machineId=$(cat /etc/machine-id)"
	`,
	schema,
	judge(fact) {
		const found: Found[] = [];
		if (!fact.root) {
			found.push({ id: 'NOT_ROOT' });
		}

		if (fact.architecture !== 'x86_64') {
			found.push({ id: 'ARCHITECTURE', values: { architecture: fact.architecture } });
		}

		const [major = 0, minor = 0] = fact.glibc.split('.').map(Number);
		if (major < 2 || (major === 2 && minor < 28)) {
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

		return [...found, ...(fact.systemd ? [] : [{ id: 'NO_SYSTEMD' as const, values: { pid1: fact.pid1 } }])];
	},
	summary: (fact) =>
		`${fact.osTitle || fact.os}, ${fact.architecture}, Linux ${fact.kernel}, ${fact.cores} cores, ${fact.memoryMb} MB, process 1 is ${fact.pid1}`,
});
