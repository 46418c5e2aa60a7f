// In the place of the validator that @rjsf/core imports for tests of its own; it would compile code, which the page's policy forbids.
// biome-ignore lint/style/noDefaultExport: it stands for a module that has one.
export default {}
