import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Left, top, width and height, in map units. */
export type Box = readonly [left: number, top: number, width: number, height: number];

/** Width of the world in map units. */
export const world = 2_048;

/** Nobody sees more than the world, nor less than about 20 km. */
const widest = world;
const narrowest = 1;

type Host = ReactiveControllerHost & Element;

/**
 * The part of the map that is on screen, in the proportions of the box that it is shown in. It is moved by keys, by
 * the mouse, by two fingers and by buttons; one finger and the wheel alone go on scrolling the page.
 */
export class MapWindow implements ReactiveController {
  readonly #host: Host;
  /** What is worth seeing. */
  #home: Box = [0, 0, world, world / 2];
  #middle = { x: world / 2, y: world / 4 };
  /** How much larger than at home it is shown. */
  #zoom = 1;
  #size = { width: 640, height: 400 };
  #stage: HTMLElement | undefined;
  #observer: ResizeObserver | undefined;
  #dragged: { id: number; x: number; y: number } | undefined;
  #fingers: { x: number; y: number; apart: number } | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  /** What is on screen, in the proportions of the stage. */
  get box(): Box {
    const { width, height } = this.#size;
    const [, , homeWidth, homeHeight] = this.#home;
    const units = Math.max(homeWidth / width, homeHeight / height) / this.#zoom;
    const [wide, high] = [width * units, height * units];
    return [this.#middle.x - wide / 2, this.#middle.y - high / 2, wide, high];
  }
  /** Map units a pixel. */
  get unit(): number {
    return this.box[2] / this.#size.width;
  }
  /** How much larger than at home it is shown. */
  get zoom(): number {
    return this.#zoom;
  }
  get canGrow(): boolean {
    return this.box[2] > narrowest;
  }
  get canShrink(): boolean {
    return this.box[2] < widest;
  }

  /** Shows what is worth seeing. */
  open(home: Box): void {
    this.#home = home;
    this.reset();
  }
  /** Back to what is worth seeing. */
  reset(): void {
    const [left, top, width, height] = this.#home;
    this.#middle = { x: left + width / 2, y: top + height / 2 };
    this.#zoom = 1;
    this.#host.requestUpdate();
  }
  /** Shows it so many times as large, and keeps a spot of the stage, by default its middle, where it is. */
  grow(factor: number, at?: { x: number; y: number }): void {
    const [left, top, width, height] = this.box;
    const most = (width * this.#zoom) / narrowest;
    const least = (width * this.#zoom) / widest;
    const zoom = Math.min(most, Math.max(least, this.#zoom * factor));
    const real = zoom / this.#zoom;
    const x = at ? left + (at.x / this.#size.width) * width : left + width / 2;
    const y = at ? top + (at.y / this.#size.height) * height : top + height / 2;
    this.#zoom = zoom;
    this.#middle = {
      x: x + (this.#middle.x - x) / real,
      y: y + (this.#middle.y - y) / real,
    };
    this.#keep();
  }
  /** Shows a zoom of its own, as an attribute asks. */
  zoomTo(zoom: number): void {
    this.grow(zoom / this.#zoom);
  }
  /** Moves what is seen by pixels. */
  move(right: number, down: number): void {
    const { unit } = this;
    this.#middle = { x: this.#middle.x + right * unit, y: this.#middle.y + down * unit };
    this.#keep();
  }
  /** Shows a spot in the middle. */
  centre(spot: { x: number; y: number }): void {
    this.#middle = { ...spot };
    this.#keep();
  }

  /** The map ends in the north and the south, and goes on to either side for one world. */
  #keep(): void {
    const [left, , width] = this.#home;
    const x = Math.min(left + width + world / 2, Math.max(left - world / 2, this.#middle.x));
    this.#middle = { x, y: Math.min(world, Math.max(0, this.#middle.y)) };
    this.#host.requestUpdate();
  }

  /** Takes over the element that the map is drawn in. */
  hostUpdated(): void {
    const stage = this.#host.shadowRoot?.querySelector<HTMLElement>('.stage') ?? undefined;
    if (stage === this.#stage) return;
    this.#observer?.disconnect();
    this.#stage = stage;
    if (!stage) return;
    this.#observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      if (width < 1 || height < 1) return;
      if (width === this.#size.width && height === this.#size.height) return;
      this.#size = { width, height };
      this.#host.requestUpdate();
    });
    this.#observer.observe(stage);
    // A listener in a template is passive where the browser says so; two fingers must not move the page.
    stage.addEventListener('touchmove', this.#onTouch, { passive: false });
    stage.addEventListener('wheel', this.#onWheel, { passive: false });
  }
  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#stage = undefined;
  }

  readonly onKey = (event: KeyboardEvent): void => {
    const step = 60;
    const acts: Record<string, () => void> = {
      '+': () => this.grow(1.5),
      '=': () => this.grow(1.5),
      '-': () => this.grow(1 / 1.5),
      '0': () => this.reset(),
      ArrowLeft: () => this.move(-step, 0),
      ArrowRight: () => this.move(step, 0),
      ArrowUp: () => this.move(0, -step),
      ArrowDown: () => this.move(0, step),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  readonly onPointerDown = (event: PointerEvent): void => {
    if (event.pointerType !== 'mouse' || event.button !== 0) return;
    this.#dragged = { id: event.pointerId, x: event.clientX, y: event.clientY };
  };
  readonly onPointerMove = (event: PointerEvent): void => {
    const dragged = this.#dragged;
    if (dragged?.id !== event.pointerId) return;
    const [right, down] = [event.clientX - dragged.x, event.clientY - dragged.y];
    if (Math.abs(right) + Math.abs(down) < 1) return;
    // Held from the first move on, so that a press on a stop stays a press.
    this.#stage?.setPointerCapture(event.pointerId);
    this.#dragged = { ...dragged, x: event.clientX, y: event.clientY };
    this.move(-right, -down);
  };
  readonly onPointerUp = (): void => {
    this.#dragged = undefined;
  };
  readonly onTouchEnd = (): void => {
    this.#fingers = undefined;
  };

  readonly #onTouch = (event: TouchEvent): void => {
    const [one, other] = event.touches;
    if (!one || !other || !this.#stage) return;
    event.preventDefault();
    const now = {
      x: (one.clientX + other.clientX) / 2,
      y: (one.clientY + other.clientY) / 2,
      apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
    };
    const before = this.#fingers;
    this.#fingers = now;
    if (!before) return;
    this.move(before.x - now.x, before.y - now.y);
    if (before.apart > 0) this.grow(now.apart / before.apart, this.#on(now));
  };
  readonly #onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.grow(Math.exp(-event.deltaY / 200), this.#on({ x: event.clientX, y: event.clientY }));
  };
  #on({ x, y }: { x: number; y: number }): { x: number; y: number } {
    const { left, top } = this.#stage!.getBoundingClientRect();
    return { x: x - left, y: y - top };
  }
}
