/**
 * The disk of the embedded database. PGlite mounts a host directory through Emscripten's NODEFS, which has no fsync:
 * a commit would be in the page cache only, and lost with the power. This file system gives NODEFS the missing calls,
 * so that PostgreSQL's own rules (write-ahead log first, then acknowledge) reach the disk.
 *
 * It rests on a detail PGlite does not export (`module.NODEFS`), so the version is pinned and `worker.ts` refuses to
 * run when one commit causes no fsync.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type Stream = { readonly nfd?: number };
type FileNode = object;
type EmscriptenModule = {
  readonly FS: { readonly ErrnoError: new (errno: number) => Error };
  readonly NODEFS: {
    readonly stream_ops: { fsync?: (stream: Stream) => number };
    readonly node_ops: { rename: (node: FileNode, directory: FileNode, name: string) => void };
    realPath(node: FileNode): string;
  };
};

/** WASI's number for EIO. PostgreSQL answers it on fsync with a panic, which is right: what is on disk is unknown. */
const ioError = 29;

export class DurableFileSystem extends NodeFS {
  /** How often a file was flushed to the disk. */
  syncs = 0;

  override async init(...[pg, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options);
    const patch = (module: unknown): void => this.#addFsync(module as EmscriptenModule);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), patch] } };
  }

  #addFsync({ FS, NODEFS }: EmscriptenModule): void {
    const flush = (work: () => void): number => {
      try {
        work();
        return 0;
      } catch {
        throw new FS.ErrnoError(ioError);
      }
    };
    NODEFS.stream_ops.fsync = ({ nfd }) => {
      if (nfd === undefined) return 0; // a directory; its entries are flushed by the rename below
      this.syncs += 1;
      return flush(() => fsyncSync(nfd));
    };
    const { rename } = NODEFS.node_ops;
    NODEFS.node_ops.rename = (node, directory, name) => {
      rename(node, directory, name);
      flush(() => syncDirectory(NODEFS.realPath(directory)));
    };
  }
}

/** Makes the names in a directory durable. Windows has no such call and needs none. */
export function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
