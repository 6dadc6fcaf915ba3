export { run } from './cli.ts'
export type { ExitCode, Io, Out } from './io.ts'
