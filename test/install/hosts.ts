/** A fresh project of one kind: what it installs, its files, how it checks its types and builds, and where the page is. */
export type Host = {
  packages: readonly string[];
  files: (portal: { api: string; tenant: string }) => Record<string, string>;
  check: readonly string[] | null;
  build: readonly string[];
  built: string;
};

const text = (value: object): string => JSON.stringify(value, null, 2);
const configured = ({ api, tenant }: { api: string; tenant: string }): string =>
  `configurePortal({ api: '${api}', tenant: '${tenant}' });`;
const strict = {
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  module: 'esnext',
  moduleResolution: 'bundler',
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  types: [],
};
const htmlOf = (body: string, script = ''): string =>
  `<!doctype html><html lang="es"><head><meta charset="utf-8"><title>Clientes</title></head><body>${body}${script}</body></html>`;
const imports = `import '@portico/elements/reserve.css';
import '@portico/elements/portal-login';
import '@portico/elements/portal-orders';
import { configurePortal } from '@portico/elements/core';
`;

const react: Host = {
  packages: [
    'react',
    'react-dom',
    'vite',
    '@vitejs/plugin-react',
    'typescript@5',
    '@types/react',
    '@types/react-dom',
  ],
  files: (portal) => ({
    'index.html': htmlOf(
      '<div id="root"></div>',
      '<script type="module" src="/src/main.tsx"></script>',
    ),
    'vite.config.js':
      "import react from '@vitejs/plugin-react';\nexport default { plugins: [react()] };\n",
    'tsconfig.json': text({
      compilerOptions: { ...strict, jsx: 'react-jsx', types: ['vite/client'] },
      include: ['src'],
    }),
    'src/main.tsx': `import '@portico/elements/reserve.css';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { configurePortal } from '@portico/elements/core';
import { PortalLogin } from '@portico/elements/react/portal-login';
import { PortalOrders } from '@portico/elements/react/portal-orders';
import type {} from '@portico/elements/react';
${configured(portal)}
function App() {
  const [opened, setOpened] = useState('');
  return (
    <main>
      <PortalLogin onPortalSignedIn={({ detail }) => document.body.setAttribute('data-person', detail.session.person.login)} />
      <PortalOrders auto date="all" className="orders" strings={{ 'orders.title': 'Mis pedidos' }}
        onPortalOrderOpened={({ detail }) => setOpened(detail.number)} />
      <portal-stock hidden locale="es" />
      <output>{opened}</output>
    </main>
  );
}
createRoot(document.querySelector('#root')!).render(<StrictMode><App /></StrictMode>);
`,
  }),
  check: ['tsc', '-p', '.'],
  build: ['vite', 'build'],
  built: 'dist',
};

const vue: Host = {
  packages: ['vue', 'vite', '@vitejs/plugin-vue', 'typescript@5', 'vue-tsc'],
  files: (portal) => ({
    'index.html': htmlOf(
      '<div id="app"></div>',
      '<script type="module" src="/src/main.ts"></script>',
    ),
    'vite.config.js': `import vue from '@vitejs/plugin-vue';
const isCustomElement = (tag) => tag.startsWith('portal-');
export default { plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] };
`,
    'tsconfig.json': text({
      compilerOptions: { ...strict, types: ['vite/client'], jsx: 'preserve' },
      include: ['src'],
      vueCompilerOptions: { strictTemplates: true },
    }),
    'src/main.ts': `${imports}import { createApp } from 'vue';
import type {} from '@portico/elements/vue';
import App from './App.vue';
${configured(portal)}
createApp(App).mount('#app');
`,
    'src/App.vue': `<script setup lang="ts">
import { ref } from 'vue';
import type { PortalEvent } from '@portico/elements/core';
const number = ref('');
const strings = { 'orders.title': 'Mis pedidos' };
const opened = ({ detail }: PortalEvent<'portal-order-opened'>) => (number.value = detail.number);
</script>
<template>
  <main>
    <portal-login></portal-login>
    <portal-orders auto date="all" :strings="strings" @portal-order-opened="opened"></portal-orders>
    <output>{{ number }}</output>
  </main>
</template>
`,
  }),
  check: ['vue-tsc', '-p', '.'],
  build: ['vite', 'build'],
  built: 'dist',
};

const angular: Host = {
  packages: [
    '@angular/core',
    '@angular/common',
    '@angular/compiler',
    '@angular/platform-browser',
    '@angular/build',
    '@angular/cli',
    '@angular/compiler-cli',
    'rxjs',
    'tslib',
    'typescript@~6.0',
  ],
  files: (portal) => ({
    'angular.json': text({
      version: 1,
      cli: { analytics: false },
      projects: {
        host: {
          projectType: 'application',
          root: '',
          architect: {
            build: {
              builder: '@angular/build:application',
              options: {
                browser: 'src/main.ts',
                index: 'src/index.html',
                tsConfig: 'tsconfig.json',
                styles: ['node_modules/@portico/elements/reserve.css'],
                outputPath: { base: 'dist', browser: '' },
                optimization: { fonts: false },
              },
            },
          },
        },
      },
    }),
    'tsconfig.json': text({
      compilerOptions: { ...strict, noEmit: undefined, experimentalDecorators: true },
      angularCompilerOptions: { strictTemplates: true },
      files: ['src/main.ts'],
    }),
    'src/index.html': htmlOf('<app-root></app-root>'),
    'src/main.ts': `import '@portico/elements/portal-login';
import '@portico/elements/portal-orders';
import { configurePortal, type PortalEvent } from '@portico/elements/core';
import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection, signal } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
${configured(portal)}
@Component({
  selector: 'app-root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: \`<main><portal-login></portal-login>
    <portal-orders auto date="all" [strings]="strings" (portal-order-opened)="opened($event)"></portal-orders>
    <output>{{ number() }}</output></main>\`,
})
class App {
  strings = { 'orders.title': 'Mis pedidos' };
  number = signal('');
  opened(event: Event): void {
    this.number.set((event as PortalEvent<'portal-order-opened'>).detail.number);
  }
}
bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] }).catch(console.error);
`,
  }),
  check: null,
  build: ['ng', 'build'],
  built: 'dist',
};

const next: Host = {
  packages: [
    'next',
    'react',
    'react-dom',
    'typescript@5',
    '@types/react',
    '@types/react-dom',
    '@types/node',
  ],
  files: (portal) => ({
    'next.config.mjs': "export default { output: 'export' };\n",
    'tsconfig.json': text({
      compilerOptions: {
        ...strict,
        types: ['node'],
        skipLibCheck: true,
        jsx: 'react-jsx',
        esModuleInterop: true,
        isolatedModules: true,
        incremental: true,
        plugins: [{ name: 'next' }],
      },
      include: ['next-env.d.ts', 'app', '.next/types/**/*.ts', '.next/dev/types/**/*.ts'],
      exclude: ['node_modules'],
    }),
    'app/layout.tsx': `import '@portico/elements/reserve.css';
import type { ReactNode } from 'react';
export default function Layout({ children }: { children: ReactNode }) {
  return <html lang="es"><body>{children}</body></html>;
}
`,
    'app/clientes.tsx': `'use client';
import { useState } from 'react';
import { configurePortal } from '@portico/elements/core';
import { PortalLogin } from '@portico/elements/react/portal-login';
import { PortalOrders } from '@portico/elements/react/portal-orders';
${configured(portal)}
export function Clientes() {
  const [opened, setOpened] = useState('');
  return (
    <main>
      <PortalLogin />
      <PortalOrders auto date="all" strings={{ 'orders.title': 'Mis pedidos' }}
        onPortalOrderOpened={({ detail }) => setOpened(detail.number)} />
      <output>{opened}</output>
    </main>
  );
}
`,
    'app/page.tsx': `import { Clientes } from './clientes';
export default function Page() {
  return <Clientes />;
}
`,
  }),
  check: null,
  build: ['next', 'build'],
  built: 'out',
};

const webpack: Host = {
  packages: ['webpack', 'webpack-cli', 'css-loader', 'style-loader'],
  files: (portal) => ({
    'webpack.config.js': `export default {
  mode: 'production', performance: { hints: false }, entry: './src/index.js',
  output: { path: new URL('dist', import.meta.url).pathname, publicPath: '' },
  module: { rules: [{ test: /\\.css$/, use: ['style-loader', 'css-loader'] }] },
};
`,
    'src/index.js': `${imports}${configured(portal)}
const orders = document.querySelector('portal-orders');
orders.strings = { 'orders.title': 'Mis pedidos' };
orders.addEventListener('portal-order-opened', ({ detail }) => {
  document.querySelector('output').textContent = detail.number;
});
`,
    'dist/index.html': htmlOf(
      '<main><portal-login></portal-login><portal-orders auto date="all"></portal-orders><output></output></main>',
      '<script src="main.js"></script>',
    ),
  }),
  check: null,
  build: ['webpack'],
  built: 'dist',
};

export const hosts: Record<string, Host> = { react, vue, angular, next, webpack };
