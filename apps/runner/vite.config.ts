import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { offlinePage } from './build/offline-page.ts'
import { CONTENT_SECURITY_POLICY, ISOLATION_HEADERS } from './build/page-headers.ts'
import { sampleSkills } from './build/sample-skills.ts'

/** Writes the policy into the page that is built: a host that sends no headers holds to it, too. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  }
}

export default defineConfig({
  base: './',
  plugins: [react(), contentSecurityPolicy(), sampleSkills(), offlinePage()],
  resolve: { alias: { '@rjsf/validator-ajv8': fileURLToPath(new URL('build/unused-validator.ts', import.meta.url)) } },
  build: {
    target: 'es2022',
    // A data: address would be one more thing for the policy to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', 'service-worker': 'src/offline/service-worker.ts' },
      output: { entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js') },
    },
  },
  worker: { format: 'es' },
  server: { headers: ISOLATION_HEADERS },
  preview: { headers: { ...ISOLATION_HEADERS, 'Content-Security-Policy': CONTENT_SECURITY_POLICY } },
})
