/**
 * Packages of CentOS 5 to 7 and of Rocks' own rolls that a roll like this one may ask for, or may be tempted to ship
 * itself. Not all of them: what is not here is neither known to be there nor known to be taken.
 */
const PACKAGES = new Set(
	`acl ant apr apr-util at attr audit authconfig autoconf autofs automake avahi basesystem bash bc bind bind-libs
	bind-utils binutils boost bridge-utils bzip2 ca-certificates checkpolicy chkconfig chrony compat-libstdc++-33
	coreutils cpio cpp cpuspeed cracklib createrepo cronie crontabs cryptsetup cups cups-libs curl curl-devel cvs
	cyrus-sasl cyrus-sasl-devel cyrus-sasl-lib db4 dbus dejavu-sans-fonts device-mapper device-mapper-multipath
	dhclient dhcp diffutils dmidecode dnsmasq dos2unix dosfstools dracut dump e2fsprogs e2fsprogs-libs ebtables ed
	emacs ethtool expat expat-devel fakeroot file filesystem findutils finger firewalld freetype ftp fuse fuse-libs
	ganglia gawk gcc gcc-c++ gdbm genisoimage gettext git glib2 glibc glibc-common glibc-devel gmp gnupg gnupg2
	gnutls grep groff grub grub2 gzip hal haveged hdparm httpd httpd-devel httpd-tools hwdata initscripts ipmitool
	iproute ipset iptables iptables-ipv6 iptables-services iptraf iputils irqbalance iscsi-initiator-utils isomd5sum
	java-1.4.2-gcj-compat java-1.5.0-sun java-1.6.0-openjdk java-1.7.0-openjdk java-1.8.0-openjdk jdk kernel
	kernel-devel kernel-headers kernel-xen kernel-xen-devel kexec-tools keyutils kpartx krb5-libs krb5-workstation
	kvm kvm-qemu-img less lftp libaio libcap libcap-devel libcurl libgcc libguestfs libpcap libselinux libstdc++
	libstdc++-devel libtool libvirt libvirt-client libvirt-daemon libvirt-daemon-driver-qemu libvirt-daemon-kvm
	libvirt-devel libvirt-python libxml2 libxml2-devel libxml2-python libxslt libxslt-devel lm_sensors logrotate
	lsof lsscsi lvm2 lzo m2crypto m4 mailcap make man mariadb mariadb-server mdadm microcode_ctl mkinitrd mkisofs
	mlocate mod_ssl module-init-tools mtools mutt mysql mysql-server nano nc ncurses net-snmp net-tools newt
	nfs-utils nmap nodejs nscd nspr nss ntp ntpdate ntsysv numactl OpenIPMI openldap openssh openssh-clients
	openssh-server openssl openssl-devel openssl-libs pam pam-devel parted passwd patch pciutils pcre perl perl-DBI
	perl-libwww-perl perl-URI perl-XML-Parser policycoreutils popt portmap postfix procps procps-ng psmisc python
	python-devel python-libs python-lxml qemu-img qemu-kvm qemu-kvm-tools quota rcs rdate readline rng-tools
	rocks-boot rocks-boot-xen rocks-command rocks-kickstart roll-base-kickstart roll-kvm-kickstart
	roll-xen-kickstart rpcbind rpm rpm-build rpm-libs rpm-python rsh rsync rsyslog samba screen scsi-target-utils
	sed selinux-policy sendmail setup sg3_utils shadow-utils smartmontools socat sos sqlite squashfs-tools strace
	stunnel subversion sudo swig sysfsutils sysklogd syslinux sysstat systemd SysVinit tar tcp_wrappers tcpdump
	telnet tftp-server time tomcat tomcat5 tomcat6 traceroute tree tunctl tzdata udev unzip upstart usermode
	util-linux util-linux-ng vconfig vde2 vim-common vim-enhanced vim-minimal virt-manager virt-viewer vixie-cron
	vsftpd wget which wireless-tools words xen xen-devel xen-libs xfsprogs xinetd xz xz-libs yum yum-utils zip zlib
	zlib-devel`.split(/\s+/),
);

/** True of a package that CentOS or Rocks brings. */
export function isOfDistribution(name: string): boolean {
	return PACKAGES.has(name);
}

/** True of a name that is taken already. */
export function isForeign(name: string): boolean {
	return isOfDistribution(name) || /^(rocks-|foundation-)/.test(name);
}
