import type { ReactiveControllerHost } from 'lit';
import { fileTypes, mostFileBytes, typeOfName, type UploadPurpose } from '#contract/file-words';
import type { StoredFile, Upload } from '#contract/files';
import { ClientError, toClientError, type FormatContext, type Portal } from '../core/index.ts';

/** A file on its way: what of it has arrived, and what stopped it. */
export type UploadItem = {
  key: number;
  file: File;
  state: 'waiting' | 'sending' | 'paused' | 'checking' | 'done' | 'refused';
  sent: number;
  fault?: ClientError;
  /** The file as the server keeps it, once it is there. */
  stored?: StoredFile;
};

type Entry = UploadItem & {
  /** The upload on the server, once it was begun. */
  upload?: Upload;
  done: (stored: StoredFile) => Promise<void>;
  abort?: AbortController;
};

type Options = {
  /** What files are handed over for. */
  purpose: UploadPurpose;
  portal: () => Portal;
  /** A file is where it belongs. */
  onDone: (file: File) => void;
  onFault: (fault: ClientError) => void;
};

/** Milliseconds that a part may take: from a telephone far from everything. */
const partTimeout = 60_000;
/** Times that a part is tried again by itself, and milliseconds before the first of them. */
const [tries, pauseMs] = [3, 1_500];
/** Faults of the way rather than of the file: it can be gone on with. */
const passing: ReadonlySet<string> = new Set([
  'offline',
  'timeout',
  'unavailable',
  'body_too_slow',
  'too_many_requests',
]);

/**
 * Files that are handed over, one after the other, part by part. One that broke off goes on at the part that is
 * missing: when the reader says so, or when the browser is online again.
 */
export class Uploads {
  readonly #host: ReactiveControllerHost;
  readonly #options: Options;
  #entries: Entry[] = [];
  #keys = 0;
  #running = false;

  constructor(host: ReactiveControllerHost, options: Options) {
    this.#host = host;
    this.#options = options;
    host.addController({
      hostConnected: () => window.addEventListener('online', this.#onOnline),
      hostDisconnected: () => window.removeEventListener('online', this.#onOnline),
    });
  }

  get items(): readonly UploadItem[] {
    return this.#entries;
  }
  /** Whether any is under way. */
  get busy(): boolean {
    return this.#entries.some(({ state }) => state === 'sending' || state === 'checking');
  }

  /**
   * Takes a file; what its name and size say is wrong is said at once.
   * @param done puts the file where it belongs once it has arrived
   */
  add(file: File, done: Entry['done']): void {
    const entry: Entry = { key: ++this.#keys, file, state: 'waiting', sent: 0, done };
    const code = problemOf(file);
    this.#entries = [...this.#entries, entry];
    if (code) this.#refuse(entry, new ClientError(code));
    this.#changed();
    void this.#run();
  }

  pause(key: number): void {
    const entry = this.#find(key);
    if (entry?.state !== 'sending' && entry?.state !== 'waiting') return;
    entry.state = 'paused';
    entry.abort?.abort();
    this.#changed();
  }

  resume(key: number): void {
    const entry = this.#find(key);
    if (entry?.state !== 'paused') return;
    delete entry.fault;
    entry.state = 'waiting';
    this.#changed();
    void this.#run();
  }

  /** Takes a file off the list; what of it has arrived is given up. */
  remove(key: number): void {
    const entry = this.#find(key);
    if (!entry) return;
    this.#entries = this.#entries.filter((one) => one !== entry);
    entry.abort?.abort();
    const id = entry.upload?.id;
    if (id && entry.state !== 'done')
      this.#options
        .portal()
        .client.call('DELETE /uploads/:id', { params: { id }, background: true })
        // It goes by itself within a day.
        .catch(() => {});
    this.#changed();
  }

  /** Forgets all of them: another person is here. */
  clear(): void {
    for (const { abort } of this.#entries) abort?.abort();
    this.#entries = [];
    this.#changed();
  }

  #onOnline = (): void => {
    for (const { key, fault } of this.#entries) if (fault?.code === 'offline') this.resume(key);
  };

  #find = (key: number) => this.#entries.find((entry) => entry.key === key);

  #changed(): void {
    this.#host.requestUpdate();
  }

  #refuse(entry: Entry, fault: ClientError): void {
    entry.state = 'refused';
    entry.fault = fault;
    this.#options.onFault(fault);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (;;) {
      const entry = this.#entries.find(({ state }) => state === 'waiting');
      if (!entry) break;
      await this.#take(entry);
    }
    this.#running = false;
  }

  async #take(entry: Entry): Promise<void> {
    const abort = new AbortController();
    entry.abort = abort;
    entry.state = 'sending';
    this.#changed();
    try {
      await this.#send(entry, abort.signal);
      abort.signal.throwIfAborted();
      entry.state = 'checking';
      this.#changed();
      entry.stored ??= await this.#complete(entry.upload!.id);
      await entry.done(entry.stored);
      entry.state = 'done';
      this.#options.onDone(entry.file);
    } catch (error) {
      // Paused or taken off by the reader.
      if (abort.signal.aborted) return;
      const fault = toClientError(error);
      if (!passing.has(fault.code)) this.#refuse(entry, fault);
      else {
        entry.state = 'paused';
        entry.fault = fault;
        this.#options.onFault(fault);
      }
    } finally {
      this.#changed();
    }
  }

  async #send(entry: Entry, signal: AbortSignal): Promise<void> {
    const { client } = this.#options.portal();
    const { name, size } = entry.file;
    entry.upload = entry.upload
      ? await client.call('GET /uploads/:id', { params: { id: entry.upload.id }, signal })
      : await client.call('POST /uploads', {
          body: { name, bytes: size, purpose: this.#options.purpose },
          signal,
        });
    const { id, parts, partBytes, received } = entry.upload;
    const there = new Set(received);
    const bytesOf = (part: number) => Math.min(partBytes, size - (part - 1) * partBytes);
    entry.sent = received.reduce((sum, part) => sum + bytesOf(part), 0);
    for (let part = 1; part <= parts; part++) {
      if (there.has(part)) continue;
      const start = (part - 1) * partBytes;
      await this.#sendPart(id, part, entry.file.slice(start, start + partBytes), signal);
      entry.sent += bytesOf(part);
      this.#changed();
    }
  }

  async #sendPart(id: string, part: number, body: Blob, signal: AbortSignal): Promise<void> {
    for (let round = 1; ; round++)
      try {
        const params = { id, part: String(part) };
        await this.#options.portal().client.call('PUT /uploads/:id/parts/:part', {
          params,
          body,
          signal,
          timeout: partTimeout,
        });
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (round > tries || !passing.has(toClientError(error).code)) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs * round));
        signal.throwIfAborted();
      }
  }

  #complete(id: string): Promise<StoredFile> {
    return this.#options.portal().client.call('POST /uploads/:id/completion', {
      params: { id },
      body: {},
      timeout: 2 * partTimeout,
    });
  }
}

/** What name and size of a file say is wrong with it. */
function problemOf({
  name,
  size,
}: File): 'file_empty' | 'file_type' | 'file_too_large' | undefined {
  if (size === 0) return 'file_empty';
  const type = typeOfName(name);
  if (size > (type ? fileTypes[type].bytes : mostFileBytes)) return 'file_too_large';
  return type ? undefined : 'file_type';
}

/** Bytes as people say them, in megabytes from one on. */
export function sizeText(bytes: number, { region }: FormatContext): string {
  const [value, unit] =
    bytes < 1_048_576 ? [bytes / 1_024, 'kilobyte'] : [bytes / 1_048_576, 'megabyte'];
  return new Intl.NumberFormat(region, {
    style: 'unit',
    unit,
    maximumFractionDigits: unit === 'megabyte' ? 1 : 0,
  }).format(unit === 'kilobyte' ? Math.max(1, Math.round(value)) : value);
}
