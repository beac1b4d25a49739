// A catalogue, which the build joins from the files of its language, and its parts: in each what it is named for.
declare module '*/locales/es.json' {
  const catalogue: object;
  export default catalogue;
}
declare module '*/locales/pt.json' {
  const catalogue: object;
  export default catalogue;
}
declare module '*/locales/en.json' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?records' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?freight' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?administration' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?branding' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?documents' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?messages' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?settings' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?notices' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?home' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?staff' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?session' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?quotes' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?ordering' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?filters' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?doctor' {
  const catalogue: object;
  export default catalogue;
}
declare module '*.json?playground' {
  const catalogue: object;
  export default catalogue;
}
