#!/bin/bash
# The case of one host: its disk (in memory, the upper layer of an overlay), its network and its console, all of which
# outlive a reboot and a power cut. Run in the rack, in a network namespace of its own. Prints the host's public key.
#   host-case.sh DISK SIZE NAME AUTHORIZED_KEY
set -euo pipefail
disk=$1 size=$2 name=$3 authorized=$4
mkdir "$disk"
mount -t tmpfs -o "mode=755,size=$size" "disk of $name" "$disk"
cd "$disk"
mkdir -p upper work root upper/etc/ssh upper/root/.ssh
chmod 700 upper/root upper/root/.ssh
echo "$name" >upper/etc/hostname
tr -d - </proc/sys/kernel/random/uuid >upper/etc/machine-id
echo "$authorized" >upper/root/.ssh/authorized_keys
ssh-keygen -q -t ed25519 -N '' -C "root@$name" -f upper/etc/ssh/ssh_host_ed25519_key
: >mounts
mkfifo console
cat upper/etc/ssh/ssh_host_ed25519_key.pub
echo ready
exec cat <>console >>console.log
