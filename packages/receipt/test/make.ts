// Everything that makes test logs, and evidence and bundles from them.
export * from './cut.ts'
export * from './log.ts'
export * from './sample.ts'
