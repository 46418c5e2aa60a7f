/** Something that this browser, or how this page is served, has or lacks, and what that means for whoever runs skills. */
export interface BrowserAbility {
  readonly name: string
  readonly isThere: boolean
  readonly meaning: string
}

/** What there is for running skills here. */
export function browserAbilities(): readonly BrowserAbility[] {
  const sharesMemory = typeof SharedArrayBuffer === 'function'
  const suspends = 'Suspending' in WebAssembly
  const opfs = 'storage' in navigator && 'getDirectory' in navigator.storage
  return [
    {
      name: 'Fuel, memory, time and output',
      isThere: true,
      meaning: 'bounded here as everywhere, to the unit of fuel',
    },
    {
      name: 'Stopping by a word',
      isThere: sharesMemory,
      meaning: sharesMemory
        ? 'a run that is stopped tells what it used'
        : `${lackOfSharedMemory()}: a run is stopped by ending its worker, and what it used is not known`,
    },
    {
      name: 'Waiting for the network and files',
      isThere: suspends || sharesMemory,
      meaning:
        suspends || sharesMemory
          ? 'skills can ask servers and files that they are granted'
          : 'this browser has neither JSPI nor shared memory: skills that ask for the network or files are refused',
    },
    {
      name: 'Addresses behind a name',
      isThere: false,
      meaning:
        'a browser does not tell where a name leads: a granted domain could lead into your own network. Redirects are refused, cookies are never sent',
    },
    {
      name: 'Keeping skills',
      isThere: opfs || 'indexedDB' in globalThis,
      meaning: 'in the storage of this site, on this device, for as long as the browser keeps it',
    },
  ]
}

// Of browsers that isolate pages, WebKitGTK gives them no shared memory all the same.
function lackOfSharedMemory(): string {
  return globalThis.crossOriginIsolated === true
    ? 'this browser shares no memory between threads'
    : 'this page is not cross-origin isolated'
}
