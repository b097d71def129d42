import { systemClock } from '../../../../src/common/clock.ts';
import { silentLog } from '../../../../src/common/log.ts';
import { Clusters } from '../../../../src/runtime/cloud/clusters/clusters.ts';
import { registerImage } from '../../../../src/runtime/cloud/images/register-image.ts';
import { instanceTypes } from '../../../../src/runtime/cloud/instance-types.ts';
import { InstanceBook } from '../../../../src/runtime/cloud/instances/instance-book.ts';
import { reserve } from '../../../../src/runtime/cloud/instances/run.ts';
import { createKeyPairs } from '../../../../src/runtime/cloud/keypairs/key-pairs.ts';
import { open } from '../../../../src/runtime/cloud/rehearsal.ts';
import { openStore } from '../../../../src/runtime/cloud/store/open-store.ts';
import { defaultTimings } from '../../../../src/runtime/cloud/timings.ts';
import { ensureAdmin } from '../../../../src/runtime/cloud/users/admin.ts';
import { runRequest, templateFile } from './test-cloud.ts';

/**
 * A euca-cloud without interfaces that writes as fast as it can, and says each thing that is acknowledged on its
 * standard output, until it is killed. Arguments: directory, certificate of the cluster.
 */
const [directory = '', certificate = ''] = process.argv.slice(2);
const store = await openStore(`${directory}/db`);
const admin = await ensureAdmin(store, Date.now());
const book = await InstanceBook.open(store);
const clusters = await Clusters.open({
	store,
	instanceTypes,
	identity: undefined,
	timings: defaultTimings,
	clock: systemClock,
	log: silentLog,
});
const { link } = await clusters.add({ name: 'zone1', host: '127.0.0.1', port: 1, certificate });
link.close();
link.problem = undefined;
link.report = { places: new Map([['m1.small', { free: 1e6, max: 1e6 }]]), nodes: [] };
const images = {
	store,
	templateDir: `${directory}/templates`,
	registeredDir: `${directory}/registered`,
	now: Date.now,
	log: silentLog,
};
const keyPairs = createKeyPairs({ store, now: Date.now, gate: open });
const publicKey = (await keyPairs.create(admin, `first-${process.pid}`)).publicKey;
const file = await templateFile(directory, 'image', 'an image');
const said = (line: string) => process.stdout.write(`${line}\n`);

for (let round = 0; ; round += 1) {
	const { imageId } = await registerImage(images, {
		imageName: 'image',
		architecture: 'x86_64',
		diskImage: file,
		kernelImage: file,
	});
	said(imageId);
	const name = `key-${process.pid}-${round}`;
	await keyPairs.importKey(admin, name, publicKey);
	said(name);
	const parts = { store, book, clusters, instanceTypes, now: Date.now, log: silentLog, gate: open };
	const { instances } = await reserve(parts, admin, runRequest(imageId, { minCount: 3, maxCount: 3 }));
	said(instances.map(({ id }) => id).join(' '));
	await book.apply(instances.map(({ id }) => ({ id, event: 'terminate' })));
	said(`ended ${instances.map(({ id }) => id).join(' ')}`);
}
