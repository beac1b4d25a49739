import { define, type ClientError, type PortalElement } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { sources, type Room } from './sources.ts';

/**
 * The elements behind the sections. Each is fetched when somebody goes there first, and stays: what was
 * typed and found is there when the reader comes back.
 */
export class Rooms {
  readonly #host: PortalElement;
  readonly #rooms = new Map<Room, Lazy<PortalElement>>();
  readonly #settle: (element: PortalElement, room: Room) => void;

  /** @param settle gives an element what it needs of the portal, at first and at each change */
  constructor(host: PortalElement, settle: (element: PortalElement, room: Room) => void) {
    this.#host = host;
    this.#settle = settle;
  }

  /** The elements that are there, by room. */
  get all(): readonly [Room, PortalElement][] {
    return Array.from(this.#rooms, ([room, { value }]) => [room, value] as const).filter(
      (entry): entry is [Room, PortalElement] => entry[1] !== undefined,
    );
  }

  /** The element of a room, once it is there; asking has it fetched. */
  get(room: Room): PortalElement | undefined {
    const lazy = this.#of(room);
    lazy.need();
    return lazy.value;
  }

  /** The element of a room, fetched if need be; undefined where it does not come. */
  load(room: Room): Promise<PortalElement | undefined> {
    return this.#of(room)
      .ready()
      .catch(() => undefined);
  }

  /** Why the element of a room did not come. */
  fault(room: Room): ClientError | undefined {
    return this.#rooms.get(room)?.fault;
  }

  /** Tells every element of a change. */
  update(): void {
    for (const [room, element] of this.all) this.#settle(element, room);
  }

  /** Forgets what was typed and found, but for what signs in: another person must not see it. */
  clear(): void {
    for (const room of this.#rooms.keys()) if (room !== 'login') this.#rooms.delete(room);
  }

  /** Tries again what did not come. */
  retry(): void {
    for (const lazy of this.#rooms.values()) if (lazy.fault) lazy.retry();
  }

  #of(room: Room): Lazy<PortalElement> {
    const lazy = this.#rooms.get(room) ?? new Lazy(this.#host, () => this.make(room));
    this.#rooms.set(room, lazy);
    return lazy;
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
}
