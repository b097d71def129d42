/* old-kernel VERSION PROGRAM [ARGUMENT...]
 *
 * Runs a program as if the Linux kernel were VERSION (2.6.18, 2.6.32, 3.10): a filter answers what that kernel answers to
 * what it did not have. Only refusals can be imitated; /proc, the clock and the file systems stay today's.
 * x86-64 and i386. The lists are those of the kernels as their authors released them, without a distributor's additions.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define VERSION(major, minor, patch) ((major) * 1000000 + (minor) * 1000 + (patch))
#define NONE -1

/* A call, or one way of calling it, by the first kernel that had it. */
struct refusal {
	int since;
	short x86_64, i386; /* numbers of the call */
	short argument;     /* NONE: the whole call */
	unsigned mask;      /* 0: refused if any bit of value is set; else if argument & mask is value */
	unsigned value;
	int error;
};
#define CALL(a, b, c, x, i) { VERSION(a, b, c), x, i, NONE, 0, 0, ENOSYS }
#define FLAG(a, b, c, x, i, argument, bits, error) { VERSION(a, b, c), x, i, argument, 0, bits, error }
#define VALUE(a, b, c, x, i, argument, mask, value, error) { VERSION(a, b, c), x, i, argument, mask, value, error }

static const struct refusal REFUSALS[] = {
	CALL(2, 6, 19, 281, 319), /* epoll_pwait */
	CALL(2, 6, 22, 280, 320), CALL(2, 6, 22, 282, 321), CALL(2, 6, 22, 284, 323), /* utimensat, signalfd, eventfd */
	CALL(2, 6, 23, 285, 324), /* fallocate */
	CALL(2, 6, 25, 283, 322), CALL(2, 6, 25, 286, 325), CALL(2, 6, 25, 287, 326), /* timerfd_* */
	CALL(2, 6, 27, 289, 327), CALL(2, 6, 27, 290, 328), CALL(2, 6, 27, 291, 329), /* signalfd4, eventfd2, epoll_create1 */
	CALL(2, 6, 27, 292, 330), CALL(2, 6, 27, 293, 331), CALL(2, 6, 27, 294, 332), /* dup3, pipe2, inotify_init1 */
	CALL(2, 6, 28, 288, NONE), /* accept4 */
	CALL(2, 6, 30, 295, 333), CALL(2, 6, 30, 296, 334), /* preadv, pwritev */
	CALL(2, 6, 33, 299, 337), CALL(2, 6, 36, 302, 340), /* recvmmsg, prlimit64 */
	CALL(2, 6, 39, 303, 341), CALL(2, 6, 39, 304, 342), CALL(2, 6, 39, 305, 343), CALL(2, 6, 39, 306, 344),
	CALL(3, 0, 0, 307, 345), CALL(3, 0, 0, 308, 346), /* sendmmsg, setns */
	CALL(3, 2, 0, 310, 347), CALL(3, 2, 0, 311, 348), CALL(3, 5, 0, 312, 349), CALL(3, 8, 0, 313, 350),
	CALL(3, 14, 0, 314, 351), CALL(3, 14, 0, 315, 352), CALL(3, 15, 0, 316, 353), /* sched_*attr, renameat2 */
	CALL(3, 17, 0, 318, 355), CALL(3, 17, 0, 319, 356), /* getrandom, memfd_create */
	CALL(3, 19, 0, 322, 358), CALL(4, 3, 0, 323, 374), CALL(4, 3, 0, 324, 375), CALL(4, 4, 0, 325, 376),
	CALL(4, 5, 0, 326, 377), CALL(4, 6, 0, 327, 378), CALL(4, 6, 0, 328, 379), /* copy_file_range, preadv2, pwritev2 */
	CALL(4, 9, 0, 329, 380), CALL(4, 9, 0, 330, 381), CALL(4, 9, 0, 331, 382), /* pkey_* */
	CALL(4, 11, 0, 332, 383), CALL(4, 18, 0, 333, 385), CALL(4, 18, 0, 334, 386), /* statx, io_pgetevents, rseq */
	/* AT_EMPTY_PATH of newfstatat and fstatat64: what glibc makes of fstat */
	FLAG(2, 6, 39, 262, 300, 3, 0x1000, EINVAL), FLAG(2, 6, 39, 260, 298, 4, 0x1000, EINVAL),
	FLAG(2, 6, 27, 41, NONE, 1, 0x80800, EINVAL), FLAG(2, 6, 27, 53, NONE, 1, 0x80800, EINVAL), /* SOCK_CLOEXEC, NONBLOCK */
	FLAG(2, 6, 22, 202, 240, 1, 128, ENOSYS), /* private futexes */
	VALUE(2, 6, 25, 202, 240, 1, 0x7f, 9, ENOSYS), VALUE(2, 6, 25, 202, 240, 1, 0x7f, 10, ENOSYS), /* futex bit sets */
	FLAG(2, 6, 28, 202, 240, 1, 256, ENOSYS), /* futexes by the wall clock */
	VALUE(2, 6, 24, 72, 221, 1, ~0u, 1030, EINVAL), /* F_DUPFD_CLOEXEC */
	VALUE(2, 6, 39, 228, 265, 0, ~0u, 7, EINVAL), /* CLOCK_BOOTTIME */
	VALUE(4, 5, 0, 28, 219, 2, ~0u, 8, EINVAL), VALUE(3, 4, 0, 28, 219, 2, ~0u, 16, EINVAL), /* MADV_FREE, DONTDUMP */
	FLAG(3, 11, 0, 257, 295, 2, 0x400000, EISDIR), /* O_TMPFILE */
};
/* i386 only: sockets without socketcall, System V IPC without ipc, 64-bit time (but clock_gettime64, which is in the vDSO) */
static const struct { int since; short from, to; } RANGES[] = {
	{ VERSION(4, 3, 0), 359, 373 }, { VERSION(5, 1, 0), 393, 402 }, { VERSION(5, 1, 0), 404, 423 },
};

static struct sock_filter program[2000];
static unsigned short length;

static void add(unsigned short code, unsigned value, unsigned char yes, unsigned char no) {
	program[length++] = (struct sock_filter){ code, yes, no, value };
}
static void load(size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, offset, 0, 0); }
static void answer(int error) { add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error, 0, 0); }

static void refuse(const struct refusal *r, int number) {
	load(offsetof(struct seccomp_data, nr));
	if (r->argument == NONE) {
		add(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1);
	} else if (r->mask == 0) {
		add(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 3);
		load(offsetof(struct seccomp_data, args) + 8 * r->argument);
		add(BPF_JMP | BPF_JSET | BPF_K, r->value, 0, 1);
	} else {
		add(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4);
		load(offsetof(struct seccomp_data, args) + 8 * r->argument);
		add(BPF_ALU | BPF_AND | BPF_K, r->mask, 0, 0);
		add(BPF_JMP | BPF_JEQ | BPF_K, r->value, 0, 1);
	}
	answer(r->error);
}

static void calls_of(int kernel, int is_i386) {
	/* newer than any kernel that is imitated */
	load(offsetof(struct seccomp_data, nr));
	add(BPF_JMP | BPF_JGE | BPF_K, 424, 0, 1);
	answer(ENOSYS);
	for (size_t i = 0; is_i386 && i < sizeof RANGES / sizeof *RANGES; i++) {
		if (RANGES[i].since <= kernel) continue;
		load(offsetof(struct seccomp_data, nr));
		add(BPF_JMP | BPF_JGE | BPF_K, RANGES[i].from, 0, 2);
		add(BPF_JMP | BPF_JGT | BPF_K, RANGES[i].to, 1, 0);
		answer(ENOSYS);
	}
	for (size_t i = 0; i < sizeof REFUSALS / sizeof *REFUSALS; i++) {
		int number = is_i386 ? REFUSALS[i].i386 : REFUSALS[i].x86_64;
		if (number != NONE && REFUSALS[i].since > kernel) refuse(&REFUSALS[i], number);
	}
	add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
}

int main(int count, char **words) {
	int major = 0, minor = 0, patch = 0;
	if (count < 3 || sscanf(words[1], "%d.%d.%d", &major, &minor, &patch) < 2) {
		fprintf(stderr, "usage: old-kernel VERSION PROGRAM [ARGUMENT...]\n");
		return 2;
	}
	/* uname then says 2.6.something: OpenSSL goes by it when it decides where randomness comes from */
	if (major < 4) personality(personality(~0u) | UNAME26);
	int kernel = VERSION(major, minor, patch);
	load(offsetof(struct seccomp_data, arch));
	add(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0);
	int jump = length;
	add(BPF_JMP | BPF_JA, 0, 0, 0);
	calls_of(kernel, 0);
	program[jump].k = length - jump - 1;
	calls_of(kernel, 1);
	struct sock_fprog filter = { length, program };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter)) {
		perror("old-kernel: seccomp");
		return 2;
	}
	execvp(words[2], words + 2);
	perror(words[2]);
	return 127;
}
