export { loadConfig } from './load-config.node.ts'
export { loadManifest } from './load-manifest.node.ts'
