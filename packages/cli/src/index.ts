// The public interface of the package: the command as a function, and the types of its streams.
export { run } from './cli.ts'
export type { ExitCode, Io, Out } from './io.ts'
