import { X509Certificate } from 'node:crypto';
import { messageOf } from '../../../../../common/errors.ts';
import type { Logger } from '../../../../../common/log.ts';
import { openReplayStore } from '../../../../wire/security/replay-store.ts';
import { verifyMessage } from '../../../../wire/security/verify.ts';
import type { XmlElement } from '../../../../wire/xml/tree.ts';
import type { User } from '../../../engine/users.ts';
import type { Engine } from '../../../engine.ts';

interface SoapAuthentication {
	readonly user: User;
	/** The very Body that was signed: the only part of the message that may be acted on. */
	readonly body: XmlElement;
}

export interface SoapAuthenticator {
	/** Who signed a message (spec/ec2-api §5). Throws WSS_* and WIRE_ENVELOPE. */
	authenticate(root: XmlElement, now: number): Promise<SoapAuthentication>;
	close(): void;
}

export interface SoapAuthenticatorOptions {
	readonly engine: Engine;
	readonly log: Logger;
	readonly now: number;
	readonly replayFile: string | undefined;
}

/**
 * Present stacks mark the Body with a plain `Id` and add an `enveloped-signature` transform: both were seen. Expires may
 * be left out; 1.x then took the five minutes that its own tools ask for.
 */
const TOLERANCES = { plainIds: true, envelopedTransform: true, lifeWithoutExpiresMs: 300_000 } as const;

/** Tools of 2008 came with certificates of 1024 bits. */
const MIN_KEY_BITS = 1024;

export function createSoapAuthenticator(options: SoapAuthenticatorOptions): SoapAuthenticator {
	const { engine, log, now, replayFile } = options;
	const replay = openReplayStore({
		file: replayFile,
		now,
		onWriteError: (error) => log.error({ file: replayFile, reason: messageOf(error) }, 'cannot write the replay store'),
	});
	return {
		async authenticate(root, at) {
			const { body, peer } = await verifyMessage(root, {
				...TOLERANCES,
				now: at,
				replay,
				minKeyBits: MIN_KEY_BITS,
				findPeer: async (fingerprint, der) => {
					const user = await engine.users.byCertificate(fingerprint);
					return user?.enabled === true ? { peer: user, publicKey: new X509Certificate(der).publicKey } : undefined;
				},
			});
			return { user: peer, body };
		},
		close: () => replay.close(),
	};
}
