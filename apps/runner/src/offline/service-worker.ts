// Keeps the whole page on the device, so that it opens without a network, and answers with what makes it cross-origin isolated,
// whatever the host sends: memory that threads share is how a run is stopped without ending its worker.
//
// A new version is fetched beside the old one and takes its place once no tab shows the page: nothing changes under a visitor.

export {}

declare const self: ServiceWorkerGlobalScope

/** Put in by the build: the files of the page, and a digest of them all. */
const BUILD = JSON.parse('__BUILD__') as { readonly version: string; readonly files: readonly string[] }

const PREFIX = 'skill-runner-'
const CACHE = PREFIX + BUILD.version

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

self.addEventListener('install', (event) => {
  const requests = BUILD.files.map((file) => new Request(file, { cache: 'no-cache' }))
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  // What skills ask of servers is theirs.
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return
  event.respondWith(answer(request))
})

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const name = request.mode === 'navigate' ? './' : request
  return isolated((await cache.match(name, { ignoreSearch: true })) ?? (await fetch(request)))
}

function isolated(response: Response): Response {
  const { body, status, statusText } = response
  const headers = new Headers(response.headers)
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value)
  return new Response(body, { status, statusText, headers })
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  )
  await self.clients.claim()
}
