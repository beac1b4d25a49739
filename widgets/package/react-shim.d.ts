// What is used of React, which only the projects that take the wrapper have.
declare module 'react' {
  type Ref<T> = { current: T };
  export function createElement(type: string, props: object, ...children: unknown[]): unknown;
  export function forwardRef<P>(
    render: (props: P, ref: Ref<unknown> | ((value: unknown) => void) | null) => unknown,
  ): (props: P) => unknown;
  export function useEffect(effect: () => void | (() => void)): void;
  export function useLayoutEffect(effect: () => void | (() => void)): void;
  export function useImperativeHandle(ref: unknown, make: () => unknown): void;
  export function useRef<T>(value: T): Ref<T>;
}
