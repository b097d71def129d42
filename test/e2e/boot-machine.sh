#!/bin/bash
# Run by `unshare`: turns the new namespaces into a machine of its own. Its disk is this machine's, seen through an
# overlay whose upper layer is memory: everything installed here is there, everything written there is gone afterwards.
#   boot-machine.sh HOSTNAME SCRATCH_DIR
set -euo pipefail
name=$1 scratch=$2
mount --make-rprivate /
mount -t tmpfs -o size=64g euca-machine "$scratch"
mkdir "$scratch"/{upper,work,root}
mount -t overlay euca-machine -o "lowerdir=/,upperdir=$scratch/upper,workdir=$scratch/work" "$scratch/root"
cd "$scratch/root"
mount -t proc proc proc
mount -t sysfs sys sys
mount -t tmpfs -o mode=755 run run
mount --rbind /dev dev
mkdir -p run/lock run/sshd
hostname "$name"
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$name" > etc/hosts
echo "$name" > etc/hostname
ip link set lo up
pivot_root . mnt
umount -l /mnt
echo ready
# bash as process 1 reaps what daemons leave behind
while :; do sleep 3600 & wait; done
