import { type CcClient, type Out, userId } from './shared.ts';

export async function getConsoleOutput(client: CcClient, [instanceId]: readonly string[], out: Out): Promise<void> {
	const { consoleOutput = '' } = await client.GetConsoleOutput({ userId, instanceId });
	out(`RAW CONSOLE OUTPUT: ${consoleOutput}`);
	out(`RAW CONSOLE OUTPUT: ${Buffer.from(consoleOutput, 'base64').toString('utf8')}`);
}
