/** Whether this is a page or worker of a browser on WebKit: those say so, as browsers on Chromium do, which name Chrome, too. */
export const isWebKit: boolean = /AppleWebKit\/(?!.*Chrome\/)/.test(globalThis.navigator?.userAgent ?? '')
