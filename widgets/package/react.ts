import {
  createElement,
  forwardRef,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';

type Props = Record<string, unknown>;
type Listener = (event: Event) => void;

// A server has no layout, and says so.
const useSettled = typeof document === 'undefined' ? useEffect : useLayoutEffect;
const eventOf = (name: string): string =>
  name
    .slice(2)
    .replaceAll(/\B[A-Z]/g, (sign) => `-${sign}`)
    .toLowerCase();

/** What an element is given as its attributes, which a server writes, as properties and as listeners. */
function sortOut(props: Props, names: Record<string, string>) {
  const attributes: Props = {};
  const properties: Props = {};
  const listeners: Record<string, Listener> = {};
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith('onPortal')) listeners[eventOf(name)] = value as Listener;
    else if (/^(children|style|on[A-Z]\w*)$/.test(name)) attributes[name] = value;
    else if (typeof value === 'function' || (typeof value === 'object' && value !== null))
      properties[name] = value;
    else if (value !== false && value !== undefined && value !== null)
      attributes[names[name] ?? name] = value === true ? '' : value;
  }
  return { attributes, properties, listeners };
}

/**
 * An element as a component: events as `onPortal…`, whatever is no text as a property, also after a server has drawn
 * it, where React by itself would set none.
 * @param names attributes that are not called as their properties are
 */
export const wrap = (tag: string, names: Record<string, string> = {}) =>
  forwardRef((props: Props, ref) => {
    const element = useRef<HTMLElement | null>(null);
    const before = useRef<Props>({});
    const { attributes, properties, listeners } = sortOut(props, names);
    useImperativeHandle(ref, () => element.current);
    useSettled(() => {
      const gone = Object.keys(before.current).filter((name) => !(name in properties));
      Object.assign(element.current!, Object.fromEntries(gone.map((name) => [name, undefined])));
      Object.assign(element.current!, properties);
      before.current = properties;
    });
    useSettled(() => {
      const all = Object.entries(listeners).filter(([, listener]) => listener);
      for (const [name, listener] of all) element.current!.addEventListener(name, listener);
      const target = element.current;
      return () => {
        for (const [name, listener] of all) target?.removeEventListener(name, listener);
      };
    });
    return createElement(tag, { ...attributes, ref: element });
  });
