#!/bin/bash
# finish.sh TREE   turns a fresh Debian tree into one that boots in namespaces
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
tree=$1
install -m 644 "$here/inittab" "$tree/etc/inittab"
install -m 755 "$here/host-sysinit" "$tree/etc/init.d/host-sysinit"
# Each host makes its own identity; the hardware's part of starting and stopping is not ours to do.
rm -f "$tree"/etc/ssh/ssh_host_* "$tree"/etc/machine-id "$tree"/var/lib/dbus/machine-id "$tree"/etc/hostname
rm -f "$tree"/etc/rcS.d/S* "$tree"/etc/rc[06].d/*{hwclock,umount,urandom,network,halt.sh}* "$tree"/usr/sbin/policy-rc.d
for service in apache2 apache-htcacheclean isc-dhcp-server libvirt-guests dnsmasq; do rm -f "$tree"/etc/rc?.d/[SK]??"$service"; done
# Many connections at once, as an installer makes them; no name server to wait for.
printf 'PermitRootLogin prohibit-password\nUseDNS no\nMaxStartups 200\n' >"$tree/etc/ssh/sshd_config.d/host.conf"
rm -rf "$tree"/var/cache/apt/archives/*.deb "$tree"/var/lib/apt/lists/* "$tree"/dev/*
mkdir -p "$tree/var/lib/apt/lists/partial" "$tree/root/.ssh"
chmod 700 "$tree/root/.ssh"
