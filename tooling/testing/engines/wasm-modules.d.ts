/** The bytes of a module; site.ts beside this file loads them, and the vitest.config.ts of a package that needs it. */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>
  export default bytes
}
