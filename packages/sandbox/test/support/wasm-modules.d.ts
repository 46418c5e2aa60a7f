/** The bytes of a module; vitest.config.ts and test/engines/site.ts load them. */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>
  // biome-ignore lint/style/noDefaultExport: that is how loaders give them
  export default bytes
}
