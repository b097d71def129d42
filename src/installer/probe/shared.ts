import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found, type Wish } from './probe.ts';

/**
 * The directory that all hosts shall see. The first host leaves a file with the name of the token there; the second look
 * (second-look.ts) finds it on the others, writes back, and takes everything away again.
 */
export const shared = defineProbe({
	title: 'shared directory',
	script: `
		[ -n "$shared" ] || exit 0
		echo "path=$shared"
		command -v mount.nfs >/dev/null && echo nfsClient=Y
		[ -d "$shared" ] || exit 0
		echo there=Y
		[ -w "$shared" ] && echo writable=Y
		awk -v d="$shared/" '{ m = $2; if (m != "/") m = m "/"; if (index(d, m) == 1 && length(m) >= length(best)) { best = m; line = $1 " " $3 " " $4 } }
			END { print "mount=" line }' /proc/mounts
		if [ -n "$token" ] && : >"$shared/.euca-probe-$token"; then echo left=Y; fi
		exit 0
	`,
	schema: z
		.object({
			/** '' where no shared directory is wanted. */
			path: answer.text,
			there: answer.flag,
			/** NFS can be mounted. */
			nfsClient: answer.flag,
			writable: answer.flag,
			/** Device, type and options of the file system that it is on. */
			mount: answer.text,
			/** The token was left there for the others to find. */
			left: answer.flag,
		})
		.transform(({ mount, ...rest }) => {
			const [from = '', type = '', options = ''] = mount.split(' ');
			return { ...rest, from, type, isReadOnly: options.split(',').includes('ro') };
		}),
	judge(fact, wish): Found[] {
		if (fact.path === '') {
			return [];
		}

		if (awaitsMount(fact, wish)) {
			const values = { path: fact.path, from: wish.sharedFrom ?? '' };
			return [{ id: isNfs(wish.sharedFrom) && !fact.nfsClient ? 'SHARED_NO_CLIENT' : 'SHARED_NOT_MOUNTED', values }];
		}

		if (!fact.there) {
			return [{ id: 'SHARED_MISSING', values: { path: fact.path } }];
		}

		const { path, from, type } = fact;
		return fact.writable && !fact.isReadOnly ? [] : [{ id: 'SHARED_READ_ONLY', values: { path, from, type } }];
	},
	summary(fact) {
		if (fact.path === '') {
			return 'none wanted';
		}

		return fact.there
			? `${fact.path} (${fact.type} from ${fact.from}${fact.isReadOnly || !fact.writable ? ', read-only' : ''})`
			: `${fact.path} is missing`;
	},
});

/** apply will mount it: until then there is no such directory, or one that only has the name. */
export function awaitsMount(fact: { readonly there: boolean; readonly type: string }, { sharedFrom }: Wish): boolean {
	return sharedFrom !== undefined && (!fact.there || (isNfs(sharedFrom) && !fact.type.startsWith('nfs')));
}

const isNfs = (from = '') => from.includes(':');
