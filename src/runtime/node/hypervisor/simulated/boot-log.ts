/** What a small Linux guest prints from its kernel's first line to the login prompt, once per boot. */
export function bootLog(id: string, boots: number): Buffer {
	return Buffer.from(onePass(id).repeat(boots));
}

function onePass(id: string): string {
	return [
		'[    0.000000] Linux version 6.1.0-euca (builder@simulated) #1 SMP',
		'[    0.000000] Command line: root=/dev/vda ro console=ttyS0',
		'[    0.004000] Console: colour dummy device 80x25',
		'[    0.210000] virtio_blk virtio1: [vda] 32768 512-byte logical blocks (16.8 MB/16.0 MiB)',
		'[    0.480000] EXT4-fs (vda): mounted filesystem with ordered data mode',
		'[    0.490000] VFS: Mounted root (ext4 filesystem) on device 254:0.',
		'[    0.510000] Run /sbin/init as init process',
		'testlinux: userspace at 0.60s',
		'udhcpc: lease obtained',
		'testlinux: sshd at 1.20s',
		'',
		`testlinux ${id} ttyS0`,
		'testlinux login: ',
		'',
	].join('\r\n');
}
