/** What `<file>` says. */
export interface FileElement {
	readonly name: string;
	readonly mode: string;
	readonly owner: string | undefined;
	readonly perms: string | undefined;
	readonly isExpanded: boolean;
	readonly body: string;
}

/**
 * The shell that Rocks makes of `<file>`: the text goes through RCS. In 5.0 an existing revision overwrites what lies
 * there, and the file is left read-only unless perms says otherwise.
 */
export function fileScript({ name, mode, owner, perms, isExpanded, body }: FileElement): string {
	const slash = name.lastIndexOf('/');
	const [directory, base] = [name.slice(0, slash) || '/', name.slice(slash + 1)];
	return [
		`if [ ! -f ${name} ]; then touch ${name}; fi`,
		`if [ ! -d ${directory}/RCS ]; then mkdir -m 700 ${directory}/RCS; fi`,
		`if [ ! -f ${directory}/RCS/${base},v ]; then echo "original" | /opt/rocks/bin/ci ${name}; fi`,
		`/opt/rocks/bin/co -f ${name}`,
		`/opt/rocks/bin/co -f -l ${name}`,
		`cat ${mode === 'append' ? '>>' : '>'} ${name} << ${isExpanded ? 'EOF' : "'EOF'"}`,
		body.replace(/^\n/, '').replace(/\n$/, ''),
		'EOF',
		`echo "written by Rocks" | /opt/rocks/bin/ci ${name}`,
		`/opt/rocks/bin/co -f ${name}`,
		...(owner === undefined ? [] : [`chown ${owner} ${name}`]),
		...(perms === undefined ? [] : [`chmod ${perms} ${name}`]),
		'',
	].join('\n');
}
