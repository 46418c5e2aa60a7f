/** Has the browser keep the page, so that it opens without a network. Where it can't, the page works as any other. */
export function keepPage(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const keep = (): void => {
    navigator.serviceWorker.register('service-worker.js').catch(() => {})
  }
  // What the visitor waits for comes first.
  if (document.readyState === 'complete') keep()
  else window.addEventListener('load', keep)
}
