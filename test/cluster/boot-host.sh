#!/bin/bash
# Power on: turns the namespaces that `unshare` has just made into a running host.
#   boot-host.sh DISK NAME LOWER SERVICES
# LOWER is the tree that the host's disk starts from; `/` makes a copy of this machine, its devices included, in which
# nothing runs. SERVICES: `all` that Debian's packages start, `sshd` alone, or, in the copy of this machine, its `systemd`
# as process 1 with nothing of what this machine starts.
set -euo pipefail
disk=$1 name=$2 lower=$3 services=$4
mount --make-rprivate /
mount -t overlay "disk of $name" -o "lowerdir=$lower,upperdir=$disk/upper,workdir=$disk/work" "$disk/root"
cd "$disk/root"
mount -t proc proc proc
mount -t sysfs sys sys
mount -t tmpfs -o mode=755 run run
mkdir -p run/lock run/sshd
if [ "$lower" = / ] && [ "$services" != systemd ]; then
	mount --rbind /dev dev
else
	mount -t tmpfs -o mode=755 dev dev
	# No /dev/kvm: guests are emulated, on every machine alike.
	while read -r device mode type major minor; do mknod -m "$mode" "dev/$device" "$type" "$major" "$minor"; done <<-'DEVICES'
		null 666 c 1 3
		zero 666 c 1 5
		full 666 c 1 7
		random 666 c 1 8
		urandom 666 c 1 9
		tty 666 c 5 0
		loop-control 660 c 10 237
		fuse 666 c 10 229
	DEVICES
	mkdir dev/net dev/pts dev/shm
	mknod -m 666 dev/net/tun c 10 200
	for loop in {0..15}; do mknod -m 660 "dev/loop$loop" b 7 "$loop"; done
	mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
	mount -t tmpfs -o mode=1777 shm dev/shm
	ln -s pts/ptmx dev/ptmx
	ln -s /proc/self/fd dev/fd
	for stream in stdin:0 stdout:1 stderr:2; do ln -s "fd/${stream#*:}" "dev/${stream%:*}"; done
	touch dev/console
	mount --bind "$disk/console" dev/console
fi
while read -r source target options; do
	mkdir -p "./$target"
	mount --bind "$source" "./$target"
	[ "$options" = rw ] || mount -o "remount,bind,$options" "./$target"
done <"$disk/mounts"
[ "$lower" = / ] || [ "$services" = all ] || rm -f etc/rc[2-5].d/S??{libvirtd,virtlogd,dbus,cron}
if [ "$services" = systemd ]; then
	mount -t cgroup2 cgroup sys/fs/cgroup
	[ -e etc/systemd/emptied ] || { rm -rf etc/systemd/system/*; touch etc/systemd/emptied; }
fi
hostname "$name"
pivot_root . mnt
umount -l /mnt
cd /
echo ready
exec </dev/null >/dev/null 2>&1
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=linux
[ "$services" != systemd ] || exec env -i container=test "PATH=$PATH" "TERM=$TERM" /lib/systemd/systemd --unit=multi-user.target
[ "$lower" = / ] || exec env -i "PATH=$PATH" "TERM=$TERM" /sbin/init
# bash as process 1 reaps what daemons leave behind
exec bash -c 'while :; do sleep 3600 & wait; done'
