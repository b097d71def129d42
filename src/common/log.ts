import pino, { type Logger } from 'pino';

export type { Logger };

/** The five levels of `LOGLEVEL` (spec §1.7). */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
	readonly program: 'cloud' | 'cc' | 'nc' | 'simulator';
	readonly level: LogLevel;
	/** A file (reopened on SIGHUP, so that logrotate works) or 1/2 for a standard stream. */
	readonly destination: string | 1 | 2;
}

/** One JSON line per event: fixed text plus fields. Secrets are removed by name. */
export function openLog(options: LogOptions): Logger {
	const destination = pino.destination({ dest: options.destination, mkdir: true, sync: true, mode: 0o640 });
	if (typeof options.destination === 'string') {
		process.on('SIGHUP', () => destination.reopen());
	}

	return pino(
		{
			name: `euca-${options.program}`,
			level: options.level.toLowerCase(),
			base: { pid: process.pid },
			timestamp: pino.stdTimeFunctions.isoTime,
			formatters: { level: (label) => ({ level: label.toUpperCase() }) },
			redact: ['secretKey', 'password', 'privateKey', 'keyMaterial', '*.secretKey', '*.password', '*.privateKey'],
		},
		destination,
	);
}

/** For tests and tools that want no log. */
export const silentLog: Logger = pino({ level: 'silent' });
