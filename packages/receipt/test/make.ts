export * from './cut.ts'
export * from './log.ts'
export * from './sample.ts'
