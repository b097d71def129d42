#!/bin/bash
# Run by `unshare -m -n -p -f --kill-child --mount-proc`: a host of its own with libvirt, a bridge and a DHCP server,
# that vanishes with this process. Nothing of it is seen outside.
#   private-host.sh SCRATCH_DIR PROGRAM ARGUMENT...
set -euo pipefail
scratch=$1
shift
mount --make-rprivate /
mount -t sysfs sys /sys # that of this network
mount -t tmpfs -o mode=755 run /run
mkdir -p /run/lock
for directory in /var/lib/libvirt /var/cache/libvirt /var/log/libvirt /etc/libvirt; do
	mkdir -p "$scratch$directory"
	mount --bind "$scratch$directory" "$directory"
done
mkdir -p /var/{lib,cache,log}/libvirt/qemu
# Emulation is what is tested; a /dev/kvm that opens is not always one that works.
if [ -e /dev/kvm ]; then
	install -m 000 /dev/null "$scratch/kvm" # libvirt probes QEMU at each start while a /dev/kvm is open to it in vain
	mount --bind "$scratch/kvm" /dev/kvm
fi
cat > /etc/libvirt/qemu.conf <<'CONF'
user = "libvirt-qemu"
group = "libvirt-qemu"
security_driver = "none"
cgroup_controllers = [ ]
namespaces = [ ]
stdio_handler = "file"
CONF
cat > /etc/libvirt/libvirtd.conf <<'CONF'
unix_sock_group = "root"
auth_unix_ro = "none"
auth_unix_rw = "none"
CONF
ip link set lo up
ip link add name eucabr0 type bridge
ip address add 10.77.0.1/24 dev eucabr0
ip link set eucabr0 up
dnsmasq --conf-file=/dev/null --interface=eucabr0 --bind-interfaces --port=0 --pid-file=/run/dnsmasq.pid \
	--dhcp-range=10.77.0.10,10.77.0.99 --dhcp-leasefile=/run/leases --user=root
libvirtd --daemon --config /etc/libvirt/libvirtd.conf
for _ in $(seq 100); do
	[ ! -S /run/libvirt/libvirt-sock ] || break
	sleep 0.1
done
"$@"
