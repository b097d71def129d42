/** `node kickstart.ts HOST`: what the installer of a host is told, as JSON. */
import { kickstartOf } from './generate.ts';

process.stdout.write(`${JSON.stringify(kickstartOf(process.argv[2] ?? ''))}\n`);
