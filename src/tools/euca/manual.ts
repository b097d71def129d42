import type { EucaCommand } from './command.ts';

const WIDTH = 96;

/** The manual page of `euca`, made from the table of commands (`euca --man`). */
export function manual(commands: readonly EucaCommand[], version: string): string {
	const synopsis = commands.map((command) => `    ${usage(command)}`);
	const sections = commands.flatMap((command) => [
		`  ${command.name}`,
		...command.manual.flatMap((paragraph) => wrapped(paragraph, 6)),
		...command.options.flatMap(({ flags, text, default: value }) => [
			`      ${flags}`,
			...wrapped(value === undefined ? text : `${text} (default: ${value})`, 10),
		]),
		'',
	]);
	return [
		`EUCA(8)${' '.repeat(30)}Eucalyptus ${version}`,
		'',
		'NAME',
		'    euca - images, clusters, users and credentials of a Eucalyptus cloud',
		'',
		'SYNOPSIS',
		...synopsis,
		'    euca --man | --help | --version | COMMAND --help',
		'',
		'DESCRIPTION',
		...wrapped(
			'The tool of the administrator: run it as root on the host of the cloud controller, which must be running. $EUCALYPTUS names the installation if there are several.',
			4,
		),
		'',
		'COMMANDS',
		...sections,
		'EXAMPLE',
		'    euca add_image --disk-image ttylinux.img \\',
		'      --kernel-image vmlinuz-6.1.0-cloud-amd64 \\',
		'      --ramdisk-image initrd.img-6.1.0-cloud-amd64 \\',
		'      --image-name ttylinux',
		'',
		'FILES',
		'    $EUCALYPTUS/etc/eucalyptus/eucalyptus.conf    CLOUD_PORT, TEMPLATE_PATH',
		'    $EUCALYPTUS/var/eucalyptus/keys/cloud-*.pem   what this tool proves itself with',
		'',
		'EXIT STATUS',
		'    0 done; 1 failed: one line says what, where and why, and what to do next',
		'',
	].join('\n');
}

function usage({ name, operand, options }: EucaCommand): string {
	const words = options.map(({ flags, required }) => (required ? flags : `[${flags}]`));
	return ['euca', name, ...words, ...(operand === undefined ? [] : [operand])].join(' ');
}

function wrapped(text: string, indent: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}

	return [...lines, line].map((each) => ' '.repeat(indent) + each);
}
