import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { messageOf } from '../../../common/errors.ts';
import { toolErrors } from '../../errors.ts';
import { withAdminClient } from '../admin-client.ts';
import type { EucaContext, EucaExitCode } from '../command.ts';
import { type CopiedFile, copyImageFile } from '../copy-image-file.ts';
import { inspectImageFile, looksLikeKernel } from '../inspect-image-file.ts';
import { parseOptions } from '../options.ts';
import { templateDirectory } from '../template-directory.ts';

const file = z.string().min(1, 'needs a file name');
const schema = z.object({
	diskImage: file,
	kernelImage: file,
	imageName: z.string().regex(/^\P{Cc}{1,255}$/u, 'must be 1 to 255 printable characters'),
	ramdiskImage: file.optional(),
	ramdisk: file.optional(),
	architecture: z.enum(['x86_64', 'i386'], 'must be x86_64 or i386'),
	json: z.boolean().default(false),
});

interface Source {
	readonly kind: 'disk' | 'kernel' | 'ramdisk';
	readonly path: string;
}

const REGISTER_MS = 30 * 60_000;

/** Copies and registers, all or nothing (spec §5.11). */
export async function run(raw: unknown, _operands: unknown, context: EucaContext): Promise<EucaExitCode> {
	const options = parseOptions(schema, raw);
	const ramdisk = options.ramdiskImage ?? options.ramdisk;
	const sources: Source[] = [
		{ kind: 'disk', path: options.diskImage },
		{ kind: 'kernel', path: options.kernelImage },
		...(ramdisk === undefined ? [] : [{ kind: 'ramdisk', path: ramdisk } as const]),
	];
	const templates = templateDirectory(context.installation);
	const sizes = await Promise.all(sources.map(({ kind, path }) => inspectImageFile(path, kind)));
	if (!(await looksLikeKernel(options.kernelImage))) {
		context.err(`euca: warning: ${options.kernelImage} does not look like a Linux kernel; registering it all the same`);
	}

	// The cloud is asked first: a copy of many gigabytes should not end with "the cloud does not run".
	await withAdminClient(context.installation, (client) => client.EucaDescribeClusters({ userId: 'admin' }));
	const staging = join(templates, `.incoming-${randomBytes(4).toString('hex')}`);
	await makeDirectory(staging);
	try {
		await checkSpace(templates, sizes);
		const copies = await copyAll(sources, sizes, staging, context);
		const [diskImage, kernelImage, ramdiskImage] = copies;
		if (diskImage === undefined || kernelImage === undefined) {
			throw new Error('disk and kernel are always copied');
		}

		const ids = await withAdminClient(context.installation, (client) =>
			client.EucaRegisterImage(
				{
					userId: 'admin',
					imageName: options.imageName,
					architecture: options.architecture,
					diskImage,
					kernelImage,
					...(ramdiskImage === undefined ? {} : { ramdiskImage }),
				},
				{ timeoutMs: REGISTER_MS, signal: context.signal },
			),
		);
		// Named by the id, so that delete_image finds them.
		await rename(staging, join(templates, ids.imageId));
		report(context, options.imageName, ids, options.json);
		return 0;
	} catch (error) {
		await rm(staging, { recursive: true, force: true });
		throw context.signal.aborted ? toolErrors('TOOL_INTERRUPTED', {}, { cause: error }) : error;
	}
}

async function makeDirectory(path: string): Promise<void> {
	try {
		await mkdir(path, { recursive: true, mode: 0o755 });
	} catch (error) {
		const values = { path, problem: `cannot be made: ${messageOf(error)}`, remedy: 'run this as root' };
		throw toolErrors('TOOL_FILE', values, { cause: error });
	}
}

async function checkSpace(templates: string, sizes: readonly number[]): Promise<void> {
	const needed = sizes.reduce((sum, size) => sum + size, 0);
	const { bavail, bsize } = await statfs(templates);
	const free = bavail * bsize;
	if (free < needed) {
		const problem = `has ${megabytes(free)} MB free, and the copies need up to ${megabytes(needed)} MB`;
		throw toolErrors('TOOL_FILE', { path: templates, problem, remedy: 'make room, or set TEMPLATE_PATH' });
	}
}

async function copyAll(
	sources: readonly Source[],
	sizes: readonly number[],
	directory: string,
	context: EucaContext,
): Promise<readonly CopiedFile[]> {
	const copies: CopiedFile[] = [];
	for (const [index, { kind, path }] of sources.entries()) {
		const size = sizes[index] ?? 0;
		const target = join(directory, `${kind}-${basename(path)}`);
		const copied = await copyImageFile(path, target, context.signal, (bytes) =>
			context.progress(`copying ${basename(path)}: ${Math.floor((100 * bytes) / size)} % of ${megabytes(size)} MB`),
		);
		if (copied.sizeBytes !== size) {
			const problem = `changed while it was copied: ${size} bytes before, ${copied.sizeBytes} now`;
			throw toolErrors('TOOL_FILE', { path, problem, remedy: 'wait until it is complete, and try again' });
		}

		copies.push(copied);
	}

	return copies;
}

function report(
	context: EucaContext,
	imageName: string,
	ids: { readonly imageId: string; readonly kernelId: string; readonly ramdiskId?: string | undefined },
	json: boolean,
): void {
	if (json) {
		const { imageId, kernelId, ramdiskId } = ids;
		context.out(JSON.stringify({ imageName, imageId, kernelId, ...(ramdiskId === undefined ? {} : { ramdiskId }) }));
		return;
	}

	context.out(`IMAGE\t${ids.imageId}\t${imageName}`);
	context.out(`KERNEL\t${ids.kernelId}`);
	if (ids.ramdiskId !== undefined) {
		context.out(`RAMDISK\t${ids.ramdiskId}`);
	}
}

function megabytes(bytes: number): number {
	return Math.ceil(bytes / 1_000_000);
}
