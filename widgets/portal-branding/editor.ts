import type { BrandDraft, BrandLook } from '#contract/branding';
import { contrastFaults, withRole, type ContrastFault, type Side } from '#contract/colour';
import type { InputError } from '#contract/errors';
import type { ThemeTokens } from '#contract/portal';
import type { ThemeRole } from '#contract/tokens';
import { toClientError, type ClientError, type Portal } from '../core/index.ts';

/** Milliseconds without a change after which the draft is kept. */
const pause = 600;

type Change = (look: BrandLook) => Partial<BrandLook>;

/**
 * The draft as it is worked on here. What is changed is on screen at once, and kept by the server soon after, so that
 * a reload loses nothing; it is public only once it is published.
 */
export class Editor {
  readonly #portal: () => Portal;
  readonly #onChange: () => void;
  #draft: BrandDraft | undefined;
  #look: BrandLook | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | undefined;
  /** Something was changed since it was kept last. */
  #dirty = false;
  fault: ClientError | undefined;
  /** What was refused, by path. */
  errors: readonly InputError[] = [];

  constructor(portal: () => Portal, onChange: () => void) {
    this.#portal = portal;
    this.#onChange = onChange;
  }

  /** Undefined until the draft has come. */
  get look(): BrandLook | undefined {
    return this.#look;
  }
  get draft(): BrandDraft | undefined {
    return this.#draft;
  }
  /** Complete tokens: those of the theme over those of the base. */
  get tokens(): ThemeTokens {
    return { ...this.#draft?.base, ...this.#look?.theme };
  }
  get faults(): ContrastFault[] {
    return contrastFaults(this.tokens);
  }
  /** Whether what is on screen is kept. */
  get kept(): boolean {
    return !this.#dirty && !this.#saving;
  }
  /** Whether there is something to publish. */
  get changed(): boolean {
    return this.#dirty || (this.#draft?.changes.length ?? 0) > 0;
  }

  /** Takes over what the server says, and drops what is not kept. */
  take(draft: BrandDraft): void {
    clearTimeout(this.#timer);
    this.#dirty = false;
    this.#draft = draft;
    this.#look = draft.look;
    this.fault = undefined;
    this.errors = [];
    this.#onChange();
  }

  change(change: Change): void {
    if (!this.#look) return;
    this.#look = { ...this.#look, ...change(this.#look) };
    this.#dirty = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), pause);
    this.#onChange();
  }

  /** Gives a role another colour; what follows from it follows. */
  setRole(role: ThemeRole, side: Side, colour: string): void {
    const { tokens } = this;
    const made = withRole(tokens, role, side, colour);
    const changed = Object.entries(made).filter(([name, value]) => value !== tokens[name]);
    this.change(({ theme }) => ({ theme: { ...theme, ...Object.fromEntries(changed) } }));
  }

  setTokens(tokens: ThemeTokens): void {
    this.change(({ theme }) => ({ theme: { ...theme, ...tokens } }));
  }

  /** Has the server keep what was changed. @returns whether it is kept */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#saving;
    if (!this.#dirty || !this.#look || !this.#draft) return !this.#dirty;
    this.#dirty = false;
    this.#saving = this.#save(this.#look, this.#draft.version);
    await this.#saving;
    return !this.#dirty && !this.fault;
  }

  async #save(all: BrandLook, version: number): Promise<void> {
    const { logos: _, ...look } = all;
    try {
      const draft = await this.#portal().client.call('PUT /branding-draft', {
        body: { ...look, version },
      });
      this.#draft = draft;
      // What was typed meanwhile stays.
      if (!this.#dirty) this.#look = draft.look;
      this.fault = undefined;
      this.errors = [];
    } catch (error) {
      this.fault = toClientError(error);
      this.errors = this.fault.errors;
      this.#dirty = true;
    } finally {
      this.#saving = undefined;
      this.#onChange();
    }
  }

  /**
   * Calls an endpoint that changes the draft, once what was typed is kept.
   * @returns what it answers; undefined where it, or the keeping, was refused
   */
  async act<T>(
    call: (client: Portal['client'], version: number) => Promise<T>,
  ): Promise<T | undefined> {
    if (!(await this.flush()) || !this.#draft) return undefined;
    try {
      return await call(this.#portal().client, this.#draft.version);
    } catch (error) {
      this.fault = toClientError(error);
      this.errors = this.fault.errors;
      this.#onChange();
      return undefined;
    }
  }

  /** Somebody else was quicker: keeps what is here over what they left. */
  async keepMine(): Promise<void> {
    const current = this.fault?.current as BrandDraft | undefined;
    if (!current || !this.#look) return;
    this.#draft = current;
    this.#dirty = true;
    this.fault = undefined;
    await this.flush();
  }

  /** Takes what somebody else left. */
  takeTheirs(): void {
    const current = this.fault?.current as BrandDraft | undefined;
    if (current) this.take(current);
  }
}
