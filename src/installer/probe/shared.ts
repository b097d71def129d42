import * as z from 'zod';
import { answer } from './answer.ts';
import { defineProbe, type Found, type Wish } from './probe.ts';

/**
 * The directory that all hosts shall see. The first host leaves a file with the name of the token there; the second look
 * (second-look.ts) finds it on the others, writes back, and takes everything away again.
 */
export const shared = defineProbe({
	title: 'shared directory',
	reads: [
		{
			files: '/proc/mounts',
			awk: `shared_at = ($2 == "/" ? "/" : $2 "/")
				if (index(shared "/", shared_at) == 1 && length(shared_at) >= length(shared_best)) {
					shared_best = shared_at; shared_from = $1 " " $3 " " $4
				}`,
			end: 'if (shared != "") print "mount=" shared_from',
		},
	],
	script: `
		[ -n "$shared" ] || return 0
		echo "path=$shared"
		command -v mount.nfs >/dev/null && echo nfsClient=Y
		(
			[ -d "$shared" ] || exit
			echo there=Y
			[ -w "$shared" ] && echo writable=Y
			[ -z "$token" ] || { : >"$shared/.euca-probe-$token" && echo left=Y; }
		)
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
