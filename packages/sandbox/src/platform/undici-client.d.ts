// The parts of undici that are used, by their paths: Bun puts an `undici` of its own in place of the package's name, and the
// whole package takes several times as long to load.

declare module 'undici/lib/dispatcher/client.js' {
  // biome-ignore lint/style/noDefaultExport: what CommonJS exports is that
  export { Client as default } from 'undici'
}

declare module 'undici/lib/api/api-request.js' {
  import type { Client, Dispatcher } from 'undici'
  // biome-ignore lint/style/noDefaultExport: what CommonJS exports is that
  export default function request(this: Client, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>
}
