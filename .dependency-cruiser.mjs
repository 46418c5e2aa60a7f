// The fences of the house: which folder may import which. ARCHITECTURE.md draws them.

/** The packages that each package may import by name. */
const ARROWS = {
  core: [],
  manifest: ['core'],
  sandbox: ['core'],
  store: ['core'],
  scaffold: ['core', 'manifest'],
  cli: ['core', 'manifest', 'sandbox', 'scaffold', 'store'],
}

/** `format`, which every stage may import, then the stages of the rewriter in the order in which a module passes them. */
const STAGES = ['format', 'decode', 'analyse', 'plan', 'encode']

const severity = /** @type {const} */ ('error')
const TESTS = '(\\.test\\.ts$|^packages/[^/]+/(test|bench)/)'
const SOURCES = '^packages/[^/]+/src/'

const arrows = Object.entries(ARROWS).map(([name, allowed]) => ({
  name: `arrows-of-${name}`,
  comment: `${name} may import ${allowed.join(', ') || 'no other package of the project'}`,
  severity,
  from: { path: `^packages/${name}/src/`, pathNot: TESTS },
  to: {
    path: ['^packages/[^/]+/', '^@blufio/'],
    pathNot: [`^packages/${name}/`, ...allowed.map((other) => `^(@blufio/${other}|packages/${other}/dist/)`)],
  },
}))

const stages = STAGES.flatMap((stage, index) => {
  const from = { path: `^packages/sandbox/src/rewriter/${stage}/`, pathNot: TESTS }
  const earlier = STAGES.slice(1, index)
  const later = STAGES.slice(index + 1)
  return [
    ...later.map((target) => ({
      name: `stage-${stage}-before-${target}`,
      comment: `${target} comes after ${stage} and builds on it.`,
      severity,
      from,
      to: { path: `^packages/sandbox/src/rewriter/${target}/` },
    })),
    ...earlier.map((target) => ({
      name: `stage-${stage}-takes-data-of-${target}`,
      comment: `${stage} may import the types of what ${target} returns, not its code.`,
      severity,
      from,
      to: { path: `^packages/sandbox/src/rewriter/${target}/`, dependencyTypesNot: ['type-only'] },
    })),
  ]
})

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle, even one of types, means that two files are one idea.',
      severity,
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-reaching-into-packages',
      comment: 'Import another package by its name; its src/ is its own.',
      severity,
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/[^/]+/src/', pathNot: '^packages/$1/src/' },
    },
    {
      name: 'apps-are-users',
      comment: 'What is built from the packages imports them as any user would: by their names.',
      severity,
      from: { path: '^apps/' },
      to: { path: '^packages/[^/]+/src/' },
    },
    {
      name: 'pages-without-node',
      comment: 'What a page loads runs in browsers.',
      severity,
      from: { path: '^apps/[^/]+/src/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-own-index',
      comment: 'index files list what a package exports; inside, import the file that holds it.',
      severity,
      from: { path: SOURCES, pathNot: [TESTS, '/index(\\.browser|\\.node)?\\.ts$'] },
      to: { path: '^packages/[^/]+/src/index(\\.browser|\\.node)?\\.ts$' },
    },
    {
      name: 'no-unresolvable',
      comment: 'This import leads nowhere: a typing error, or a dependency that is not built or not installed.',
      severity,
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-dependency',
      comment: 'It works here by chance; declare it in the package.json of the package that imports it.',
      severity,
      from: { path: SOURCES, pathNot: TESTS },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
    {
      name: 'no-tests-in-sources',
      comment: 'What ships must not import a test.',
      severity,
      from: { path: SOURCES, pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'node-builtins-only-in-node-files',
      comment:
        "Only '*.node.ts' and 'node.ts' files import Node's modules, and the whole of cli; the rest runs in browsers too.",
      severity,
      from: { path: SOURCES, pathNot: [TESTS, '(\\.|/)node\\.ts$', '^packages/cli/'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'policy-is-pure',
      comment: 'policy/ decides and does nothing: no platform, no Node.',
      severity,
      from: { path: '^packages/sandbox/src/policy/', pathNot: TESTS },
      to: { path: '^packages/sandbox/src/(platform|host|worker)/' },
    },
    {
      name: 'policy-without-node',
      comment: 'policy/ decides and does nothing: no platform, no Node.',
      severity,
      from: { path: '^packages/sandbox/src/policy/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'rewriter-stands-alone',
      comment: 'The rewriter is useful without the rest of the sandbox and must not know it.',
      severity,
      from: { path: '^packages/sandbox/src/rewriter/', pathNot: TESTS },
      to: { path: '^packages/sandbox/src/', pathNot: '^packages/sandbox/src/rewriter/' },
    },
    {
      name: 'opcode-names-only-to-explain',
      comment: 'Metering needs no names; who meters must not pay for their bytes.',
      severity,
      from: { path: '^packages/sandbox/src/', pathNot: [TESTS, '^packages/sandbox/src/explain/'] },
      to: { path: '^packages/sandbox/src/rewriter/format/opcode-names\\.ts$' },
    },
    {
      name: 'explaining-is-not-running',
      comment: 'explain/ tells of a module and is told of by nobody but its own entry.',
      severity,
      from: { path: '^packages/sandbox/src/', pathNot: [TESTS, '^packages/sandbox/src/explain(/|\\.ts$)'] },
      to: { path: '^packages/sandbox/src/explain/' },
    },
    {
      name: 'stages-know-no-orchestrator',
      comment: 'A stage is plain data in, plain data out; what calls the stages stands above them.',
      severity,
      from: { path: `^packages/sandbox/src/rewriter/(${STAGES.join('|')})/`, pathNot: TESTS },
      to: {
        path: '^packages/sandbox/src/rewriter/[^/]+\\.ts$',
        pathNot: '^packages/sandbox/src/rewriter/(rewrite-error|policy|rewrite-policy)\\.ts$',
      },
    },
    ...arrows,
    ...stages,
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    // Samples are AssemblyScript, which finds its modules in its own way.
    exclude: { path: ['/fixtures/', '/golden/', '/target/', '^apps/runner/samples/'] },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    skipAnalysisNotInRules: true,
    reporterOptions: { text: { highlightFocused: true } },
  },
}
