import type { Finding } from '../probe/findings.ts';

/** How a host stands, in the picture and in words. */
export type State = 'fine' | 'warned' | 'blocked' | 'unknown';

export function stateOfHost(findings: readonly Finding[]): State {
	if (findings.some(({ severity }) => severity === 'blocker')) {
		return 'blocked';
	}

	return findings.some(({ severity }) => severity === 'warning') ? 'warned' : 'fine';
}

export function stateWord(state: State): string {
	return { fine: 'fine', warned: 'warnings', blocked: 'blocked', unknown: 'not looked at' }[state];
}
