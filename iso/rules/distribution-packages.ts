/**
 * Packages of CentOS 5 to 7 and of Rocks' own rolls that a roll like this one may ask for, or may be tempted to ship
 * itself. Not all of them: what is not here is neither known to be there nor known to be taken.
 */
const PACKAGES = new Set(
	`acl apr apr-util at attr audit authconfig autofs basesystem bash bc bind bind-libs bind-utils binutils bridge-utils bzip2
	ca-certificates checkpolicy chkconfig chrony compat-libstdc++-33 coreutils cpio cpp cracklib cronie crontabs
	cryptsetup curl cyrus-sasl cyrus-sasl-lib db4 dbus device-mapper dhclient dhcp diffutils dmidecode dnsmasq dracut
	e2fsprogs e2fsprogs-libs ed ethtool expat fakeroot file filesystem findutils firewalld freetype fuse ganglia gawk gcc gcc-c++ gdbm
	git glib2 glibc glibc-common gmp gnupg gnutls grep groff grub grub2 gzip hal httpd httpd-tools hwdata initscripts
	iproute ipset iptables iptables-services iptables-ipv6 iputils isomd5sum java-1.5.0-sun java-1.6.0-openjdk java-1.7.0-openjdk
	java-1.8.0-openjdk jdk kernel kernel-xen kernel-xen-devel kernel-devel keyutils kpartx krb5-libs kvm kvm-qemu-img less libcap libgcc
	libpcap libselinux libstdc++ libvirt libvirt-client libvirt-daemon libvirt-daemon-kvm libvirt-daemon-driver-qemu
	libvirt-python libxml2 libxslt logrotate lsof lvm2 lzo m4 mailcap make man mdadm mkinitrd mlocate mod_ssl
	module-init-tools mysql mysql-server mariadb mariadb-server ncurses net-tools net-snmp newt nfs-utils nodejs nspr nss ntp ntpdate numactl
	openldap openssh openssh-clients openssh-server openssl openssl-libs pam parted passwd patch pciutils pcre perl
	policycoreutils popt portmap postfix procps procps-ng psmisc python python-libs qemu-img qemu-kvm rcs readline rng-tools haveged
	rocks-boot rocks-boot-xen rocks-command rocks-kickstart roll-base-kickstart roll-xen-kickstart roll-kvm-kickstart
	rpcbind rpm rpm-libs rsync rsyslog screen sed selinux-policy sendmail setup shadow-utils socat sqlite squashfs-tools strace
	sudo sysklogd sysstat systemd SysVinit tar tcpdump tcp_wrappers telnet tftp-server traceroute tzdata udev unzip upstart
	usermode util-linux util-linux-ng vconfig vde2 vim-common vim-enhanced vim-minimal virt-manager virt-viewer vixie-cron wget which
	wireless-tools xen xen-libs xen-devel xinetd xz xz-libs yum zip zlib`.split(/\s+/),
);

/** True of a package that CentOS or Rocks brings. */
export function isOfDistribution(name: string): boolean {
	return PACKAGES.has(name);
}

/** True of a name that is taken already. */
export function isForeign(name: string): boolean {
	return isOfDistribution(name) || /^(rocks-|foundation-)/.test(name);
}
