// Connects to hosts by the product's transport and runs `true` on all of them, so many times: STEPS SSH_DIRECTORY HOST...
import { sshHost } from '../../src/installer/transport/ssh.ts';
import { shareSsh } from '../../src/installer/transport/ssh-target.ts';

const [steps, sshDirectory, ...names] = process.argv.slice(2);
const shared = shareSsh();
const hosts = names.map((name) => sshHost({ name, sshDirectory, shared }));
for (let step = 0; step < Number(steps); step += 1) {
	await Promise.all(hosts.map((host) => host.exec(['true'])));
}

await Promise.all(hosts.map((host) => host.close()));
