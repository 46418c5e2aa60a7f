import fc from 'fast-check'

// The same cases at every run, so that a change is what makes a test fail; BLUFIO_FUZZ_SEED tries others.
fc.configureGlobal({ seed: Number(process.env['BLUFIO_FUZZ_SEED'] ?? 20_261_122) })
