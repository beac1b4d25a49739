import type { MassSend, MassSendRecipient } from '#contract/mass-send';
import { toClientError, type ClientError } from '../../core/index.ts';
import { Download } from '../../records/download.ts';
import type { Desk } from '../desk.ts';
import type { RunData } from './run-data.ts';

export type Act = 'pause' | 'resume' | 'cancel' | 'retry' | 'recall';
/** What a start is given where it asks for more than a press. */
export type Given = { confirmed?: number; reason?: string; alreadySent?: 'skip' | 'send' };

/** Seconds within which a start can be taken back. */
const undoSeconds = 10;
/** Milliseconds that starting a run may take. */
const patience = 60_000;

/** What people do to a run, one thing at a time, and the files they take of it. */
export class RunActs {
  readonly #desk: Desk;
  readonly #data: RunData;
  readonly #download: Download;
  #busy = false;
  #fault: ClientError | undefined;

  constructor(desk: Desk, data: RunData) {
    this.#desk = desk;
    this.#data = data;
    this.#download = new Download(desk.host, {
      portal: desk.portal,
      place: () => data.run?.id ?? '',
      onDone: () => desk.announce(desk.view().t('mass_send.downloaded')),
      onFault: desk.onFault,
    });
  }

  get busy(): boolean {
    return this.#busy;
  }
  /** Name of the file under way; empty while there is none. */
  get file(): string {
    return this.#download.busy;
  }
  /** Why the last act, or the last file, did not come about. */
  get fault(): ClientError | undefined {
    return this.#fault ?? this.#download.fault;
  }

  clear(): void {
    this.#fault = undefined;
  }

  /** @returns why it did not work */
  start({ id }: MassSend, canary: boolean, given: Given): Promise<ClientError | undefined> {
    return this.#change(async (client) =>
      this.#data.take(
        await client.call('POST /mass-sends/:id/start', {
          params: { id },
          body: { canary, ...given, undoSeconds },
          // What thousands of customers owe is worked out anew.
          timeout: patience,
        }),
      ),
    );
  }

  async act(name: Act): Promise<void> {
    const id = this.#desk.run();
    await this.#change(async (client) =>
      this.#data.take(
        await client.call(`POST /mass-sends/:id/${name}`, { params: { id }, body: {} }),
      ),
    );
  }

  /** Decides what is to become of a customer of whom nobody knows whether the mail arrived. */
  async resolve(id: string, row: MassSendRecipient, as: 'sent' | 'again'): Promise<void> {
    await this.#change(async (client) => {
      await client.call('POST /mass-sends/:id/recipients/:recipient/resolution', {
        params: { id, recipient: row.id },
        body: { as },
      });
      this.#data.reload();
    });
  }

  /** Puts another mailbox in the place of one that failed, and sends to it. @returns why it did not work */
  replace(
    id: string,
    row: MassSendRecipient,
    body: { address: string; replacement: string },
  ): Promise<ClientError | undefined> {
    return this.#change(async (client) => {
      await client.call('POST /mass-sends/:id/recipients/:recipient/mailbox', {
        params: { id, recipient: row.id },
        body,
      });
      this.#data.reload();
    });
  }

  /** Downloads the statement of the first customer that gets one. */
  async sample(run: MassSend): Promise<void> {
    const { client } = this.#desk.portal();
    const query = { state: 'waiting', limit: 1 } as const;
    const { items } = await client
      .call('GET /mass-sends/:id/recipients', { params: { id: run.id }, query })
      .catch((error: unknown) => {
        this.#fault = toClientError(error);
        this.#desk.onFault(this.#fault);
        return { items: [] };
      });
    if (items[0]) await this.paper(run.id, items[0]);
    this.#desk.host.requestUpdate();
  }

  /** Downloads the statement of one customer. */
  async paper(id: string, { id: recipient, attachment }: MassSendRecipient): Promise<void> {
    const { client } = this.#desk.portal();
    await this.#download.save(attachment, () =>
      client.call('GET /mass-sends/:id/recipients/:recipient/pdf', { params: { id, recipient } }),
    );
    // Before the start, the balance beside it becomes the one that the paper says.
    if (this.#data.run?.state === 'draft') this.#data.reload();
  }

  log(id: string, name: string): Promise<void> {
    const { client } = this.#desk.portal();
    const { language: locale } = this.#desk.view().format;
    return this.#download.save(name, () =>
      client.call('GET /mass-sends/:id/log', { params: { id }, query: { locale } }),
    );
  }

  /** Changes the run, one thing at a time. @returns why it did not work */
  async #change(
    work: (client: ReturnType<Desk['portal']>['client']) => Promise<void>,
  ): Promise<ClientError | undefined> {
    if (this.#busy) return undefined;
    const refocus = this.#desk.keepFocus();
    this.#busy = true;
    this.#fault = undefined;
    this.#desk.host.requestUpdate();
    try {
      await work(this.#desk.portal().client);
      return undefined;
    } catch (error) {
      this.#fault = toClientError(error);
      this.#desk.onFault(this.#fault);
      // It is not as it was when this was drawn.
      if (this.#fault.type === 'conflict') this.#data.reload();
      return this.#fault;
    } finally {
      this.#busy = false;
      this.#desk.host.requestUpdate();
      // The button that was pressed may not be one of the next state.
      void refocus('.run-actions .button');
    }
  }
}
