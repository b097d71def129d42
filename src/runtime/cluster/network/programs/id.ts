import { run } from '../../../../common/run.ts';

/** Numbers of a user of this machine and of his group. */
export async function userIds(user: string): Promise<{ readonly uid: number; readonly gid: number }> {
	const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
	return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
