import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSelfSigned } from '../../../../../../src/common/certificate.ts';
import { run } from '../../../../../../src/common/run.ts';
import { checkout, type SimulatorProcess, startSimulatorProcess } from '../../../../simulator/simulator-process.ts';
import { compileJavaClient, SDK, type Teller, tellers } from './tellers.ts';
import { theStory, ZONES } from './the-story.ts';

const SOAP_CLOCK =
	/Server: An error was discovered processing the <wsse:Security> header\. \(WSSecurityEngine: Invalid timestamp .*the time of the server is \d{4}-/;

/** May sign in the way of 2006. */
let oldUser: Readonly<Record<string, string>>;

const root = await mkdtemp(join(tmpdir(), 'euca-clients-'));
const classes = join(root, 'classes');
const all = tellers(classes);
let simulator: SimulatorProcess;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
	await compileJavaClient(classes);
	simulator = await startSimulatorProcess(root, '--nodes', '2', '--cores', '64', '--disk', '10000');
	oldUser = await addUser('olduser');
	await euca('allow_signature_v1', 'olduser');
	const { ec2Url, accessKey, secretKey, certFile, keyFile } = simulator.report;
	await run('/usr/bin/ssh-keygen', ['-q', '-t', 'rsa', '-N', '', '-C', 'mine', '-f', join(root, 'mine')]);
	const other = await makeSelfSigned({ commonName: 'nobody' });
	await writeFile(join(root, 'other-pk.pem'), other.privateKeyPem);
	await writeFile(join(root, 'other-cert.pem'), other.certificatePem);
	env = {
		EC2_URL: ec2Url,
		EC2_ACCESS_KEY: accessKey,
		EC2_SECRET_KEY: secretKey,
		EC2_CERT: certFile,
		EC2_PRIVATE_KEY: keyFile,
		PUBLIC_KEY: (await readFile(join(root, 'mine.pub'), 'utf8')).trim(),
	};
});
afterAll(async () => {
	await simulator?.end('SIGKILL');
	await rm(root, { recursive: true, force: true });
});

const euca = (...words: string[]) => run(join(checkout, 'bin/euca'), words, { env: { EUCALYPTUS: root } });

/** What a client needs to act as the new user. */
async function addUser(name: string): Promise<Readonly<Record<string, string>>> {
	await euca('add_user', name);
	await euca('get_credentials', '--user', name, '--out', join(root, name));
	const eucarc = await readFile(join(root, name, 'eucarc'), 'utf8');
	const value = (key: string) => new RegExp(`${key}=['"]?([^'"\\n]+)`).exec(eucarc)?.[1] ?? '';
	return { EC2_ACCESS_KEY: value('EC2_ACCESS_KEY'), EC2_SECRET_KEY: value('EC2_SECRET_KEY') };
}

async function tell(teller: Teller, chapter: 'story' | 'zones', changes = {}, prefix: readonly string[] = []) {
	const name = `pair${all.indexOf(teller)}`;
	const [program = '', ...words] = [...prefix, ...teller.command, chapter, name, ...(teller.options ?? [])];
	const user = teller.asOldUser ? oldUser : {};
	const { stdout } = await run(program, words, { env: { ...env, ...user, ...changes }, timeoutMs: 590_000 });
	return { name, told: JSON.parse(stdout) };
}

describe('clients that nobody here wrote tell the whole story of the user guide', { timeout: 600_000 }, () => {
	it.concurrent.each(all)('$title', async (teller) => {
		const { name, told } = await tell(teller, 'story');
		expect(told).toEqual({ ...theStory(name), ...teller.but?.(name) });
	});
});

/** Each program once: its variants differ in what they ask, not in what goes wrong. */
const programs = [...new Map(all.map((teller) => [teller.command.at(-1), teller])).values()];
const by = (proof: Teller['by']) => programs.filter((teller) => teller.by === proof);

describe('signature version 1', { timeout: 600_000 }, () => {
	it.each(all.filter((teller) => teller.asOldUser))(
		'$title: is refused until the administrator allows it to the user, and after that is taken back',
		async (teller) => {
			const other = await addUser('carol');
			const zones = async () => (await tell(teller, 'zones', other)).told;
			expect(await zones()).toEqual({ error: 'AuthFailure' });
			await euca('allow_signature_v1', 'carol');
			expect(await zones()).toEqual({ zones: ZONES });
			await euca('allow_signature_v1', '--off', 'carol');
			expect(await zones()).toEqual({ error: 'AuthFailure' });
		},
	);
});

describe('clients with something wrong are told what', { timeout: 600_000 }, () => {
	it.concurrent.each(by('secret key'))('$title: the secret key', async (teller) => {
		const { told } = await tell(teller, 'zones', { EC2_SECRET_KEY: 'wrong' });
		expect(told).toEqual({ error: 'SignatureDoesNotMatch' });
	});

	it.concurrent.each(by('secret key'))('$title: the access key', async (teller) => {
		const { told } = await tell(teller, 'zones', { EC2_ACCESS_KEY: 'AKIANOBODYKNOWS0000' });
		expect(told).toEqual({ error: 'AuthFailure' });
	});

	it.concurrent.each(by('certificate'))('$title: the private key is of another certificate', async (teller) => {
		const { told } = await tell(teller, 'zones', { EC2_PRIVATE_KEY: join(root, 'other-pk.pem') });
		expect(told).toEqual({ error: 'AuthFailure' });
	});

	it.concurrent.each(by('certificate'))("$title: the certificate is nobody's", async (teller) => {
		const other = { EC2_PRIVATE_KEY: join(root, 'other-pk.pem'), EC2_CERT: join(root, 'other-cert.pem') };
		expect((await tell(teller, 'zones', other)).told).toEqual({ error: 'AuthFailure' });
	});

	const late = ['/usr/bin/faketime', '-f', '-1h'];
	const withoutMonotonic = { DONT_FAKE_MONOTONIC: '1' };
	it.concurrent.each(programs)('$title: the clock is an hour late', async (teller) => {
		const { told } = await tell(teller, 'zones', withoutMonotonic, late);
		expect(told.zones).toBeUndefined();
		expect(told.error).toMatch(teller.by === 'certificate' ? SOAP_CLOCK : /^RequestExpired$/);
	});

	it("Amazon's SDK for JavaScript corrects its clock by the server's when it may try again", async () => {
		for (const sdk of programs.filter(({ title }) => title === SDK)) {
			const { told } = await tell(sdk, 'zones', { ...withoutMonotonic, ATTEMPTS: '2' }, late);
			expect(told).toEqual({ zones: ZONES });
		}
	});
});
