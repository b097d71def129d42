import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../../common/errors.ts';
import { type Ec2Call, textAt } from '../../ec2-client/ec2-client.ts';
import { describeInstances, type Ec2Instance } from '../../ec2-client/instance.ts';
import { toolErrors } from '../../errors.ts';
import type { TryKeyPair } from './key-pair.ts';
import { tryLogin } from './login.ts';

export interface Waiting {
	readonly ec2: Ec2Call;
	readonly instanceId: string;
	readonly key: TryKeyPair;
	readonly directory: string;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
	/** Told at each step: `running`, `192.168.7.2`, … */
	readonly step: (text: string) => void;
}

const SSH_PORT = 22;
const STATE_PAUSE_MS = 250;
const PORT_PAUSE_MS = 100;

/** Resolves to the address when ssh has logged in. Throws TRY_ENDED, TRY_TIMED_OUT. */
export async function waitForLogin(waiting: Waiting): Promise<string> {
	const deadline = performance.now() + waiting.timeoutMs;
	let instance: Ec2Instance | undefined;
	let last = 'it is not running yet';
	let told = '';
	while (performance.now() < deadline) {
		waiting.signal.throwIfAborted();
		instance = (await describeInstances(waiting.ec2, waiting.instanceId))[0] ?? instance;
		const now = [instance?.state ?? 'unknown', instance?.address ?? ''].join(' ').trim();
		if (now !== told) {
			waiting.step(now);
			told = now;
		}

		failIfEnded(waiting.instanceId, instance);
		if (instance?.state === 'running' && instance.address !== undefined) {
			const problem = await knock(waiting, instance.address, deadline);
			if (problem === undefined) {
				return instance.address;
			}

			last = problem;
		}

		await delay(STATE_PAUSE_MS, undefined, { signal: waiting.signal });
	}

	throw toolErrors('TRY_TIMED_OUT', {
		instance: waiting.instanceId,
		state: instance?.state ?? 'unknown',
		address: instance?.address ?? 'no address',
		seconds: waiting.timeoutMs / 1000,
		last,
		console: await endOfConsole(waiting),
	});
}

function failIfEnded(id: string, instance: Ec2Instance | undefined): void {
	if (instance !== undefined && !['pending', 'running', 'unknown'].includes(instance.state)) {
		const { state, reason, zone = 'unknown' } = instance;
		throw toolErrors('TRY_ENDED', {
			instance: id,
			state,
			zone,
			reason: reason === undefined ? '' : `: ${reason}`,
		});
	}
}

/** Logs in; before that waits a few seconds for the port, because a try of ssh costs far more than a connection. */
async function knock(waiting: Waiting, address: string, deadline: number): Promise<string | undefined> {
	const until = Math.min(deadline, performance.now() + 5000);
	for (let problem: string | undefined = ''; problem !== undefined; ) {
		problem = await tryPort(address);
		if (problem !== undefined) {
			if (performance.now() >= until) {
				return problem;
			}

			await delay(PORT_PAUSE_MS, undefined, { signal: waiting.signal });
		}
	}

	waiting.step(`${address} port ${SSH_PORT} is open`);
	const { key, directory, instanceId, signal } = waiting;
	return tryLogin({ key, directory, instanceId, address }, signal);
}

function tryPort(address: string): Promise<string | undefined> {
	return new Promise((resolve) => {
		const socket = connect({ host: address, port: SSH_PORT, timeout: 1000 });
		const end = (problem: string | undefined) => {
			socket.destroy();
			resolve(problem);
		};
		socket.once('connect', () => end(undefined));
		socket.once('timeout', () => end(`no answer from ${address} port ${SSH_PORT}`));
		socket.once('error', (error) => end(messageOf(error)));
	});
}

async function endOfConsole({ ec2, instanceId }: Waiting): Promise<string> {
	try {
		const output = textAt(await ec2('GetConsoleOutput', { InstanceId: instanceId }), 'output') ?? '';
		const lines = Buffer.from(output, 'base64').toString('utf8').trim().split(/\r?\n/);
		return lines.slice(-4).join(' / ') || 'nothing';
	} catch (error) {
		return `unknown (${messageOf(error)})`;
	}
}
