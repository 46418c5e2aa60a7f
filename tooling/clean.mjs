// Empties dist/ of the package in the current folder before a build: the names of chunks change, and old ones would be shipped.
import { rmSync } from 'node:fs'

rmSync('dist', { recursive: true, force: true })
