/** What an RPM lays down on a host: a file of this machine or a text, a directory, or a link. Everything is root's. */
export type RpmEntry =
	| {
			readonly kind: 'file';
			readonly path: string;
			readonly mode: number;
			readonly source:
				| { readonly kind: 'local'; readonly path: string }
				| { readonly kind: 'text'; readonly content: string };
			/** A person edits it: an upgrade keeps the edited file, and puts the new one beside it. */
			readonly config?: boolean;
	  }
	| { readonly kind: 'directory'; readonly path: string; readonly mode: number }
	| { readonly kind: 'link'; readonly path: string; readonly target: string };

export type Scriptlet = 'pre' | 'post' | 'preun' | 'postun' | 'posttrans';

/** One binary package. */
export interface RpmSpec {
	readonly name: string;
	readonly version: string;
	readonly release: string;
	readonly arch: 'x86_64' | 'i386' | 'noarch';
	/** One line, ASCII. */
	readonly summary: string;
	/** Lines, ASCII. */
	readonly description: string;
	/** As in a spec file: `eucalyptus-runtime = 1.1-1`. Must be true on CentOS 5, 6 and 7. */
	readonly requires?: readonly string[];
	/** Relocatable below this directory. */
	readonly prefix?: string;
	/** Shell, by the moment at which rpm runs it. */
	readonly scriptlets?: Readonly<Partial<Record<Scriptlet, string>>>;
	readonly entries: readonly RpmEntry[];
}

/** `eucalyptus-1.1-1.x86_64.rpm`: Rocks knows packages by their file names only. */
export function rpmFileName({ name, version, release, arch }: Omit<RpmSpec, 'entries'>): string {
	return `${name}-${version}-${release}.${arch}.rpm`;
}
