import { ClientError, define, type PortalElement } from '../core/index.ts';
import { sources, type Room } from './sources.ts';

/**
 * The elements behind the sections. Each is fetched when somebody goes there first, and stays: what was
 * typed and found is there when the reader comes back.
 */
export class Rooms {
  readonly #host: PortalElement;
  readonly #elements = new Map<Room, PortalElement>();
  readonly #coming = new Map<Room, Promise<void>>();
  readonly #faults = new Map<Room, ClientError>();
  readonly #settle: (element: PortalElement, room: Room) => void;

  /** @param settle gives an element what it needs of the portal, at first and at each change */
  constructor(host: PortalElement, settle: (element: PortalElement, room: Room) => void) {
    this.#host = host;
    this.#settle = settle;
  }

  /** The elements that are there, by room. */
  get all(): readonly [Room, PortalElement][] {
    return [...this.#elements];
  }

  /** The element of a room, once it is there; asking has it fetched. */
  get(room: Room): PortalElement | undefined {
    if (!this.#faults.has(room)) void this.load(room);
    return this.#elements.get(room);
  }

  /** The element of a room, fetched if need be; undefined where it does not come. */
  async load(room: Room): Promise<PortalElement | undefined> {
    if (!this.#elements.has(room)) {
      const coming = this.#coming.get(room) ?? this.#fetch(room);
      this.#coming.set(room, coming);
      await coming;
    }
    return this.#elements.get(room);
  }

  /** Why the element of a room did not come. */
  fault(room: Room): ClientError | undefined {
    return this.#faults.get(room);
  }

  /** Tells every element of a change. */
  update(): void {
    for (const [room, element] of this.#elements) this.#settle(element, room);
  }

  /** Forgets what was typed and found, but for what signs in: another person must not see it. */
  clear(): void {
    for (const room of this.#elements.keys()) if (room !== 'login') this.#elements.delete(room);
  }

  /** Tries again what did not come. */
  retry(): void {
    this.#faults.clear();
    this.#host.requestUpdate();
  }

  /** Fetches and makes an element that is not behind a section. @throws where it does not come */
  async make(room: Room): Promise<PortalElement> {
    const prefix = this.#host.localName.replace(/-[^-]+$/, '');
    const { widget } = await sources[room]();
    define(widget, prefix);
    const element = document.createElement(`${prefix}-${widget.tag}`) as PortalElement;
    this.#settle(element, room);
    return element;
  }

  async #fetch(room: Room): Promise<void> {
    try {
      this.#elements.set(room, await this.make(room));
    } catch {
      this.#faults.set(room, new ClientError('offline'));
    } finally {
      this.#coming.delete(room);
      this.#host.requestUpdate();
    }
  }
}
