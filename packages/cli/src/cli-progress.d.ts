declare module 'cli-progress' {
  export interface SingleBarOptions {
    format: string
    stream: NodeJS.WritableStream
    clearOnComplete: boolean
    hideCursor: boolean
    gracefulExit: boolean
    barsize: number
    barCompleteChar: string
    barIncompleteChar: string
  }

  export class SingleBar {
    constructor(options: SingleBarOptions)
    start(total: number, startValue: number, payload: Record<string, string>): void
    update(current: number, payload: Record<string, string>): void
    stop(): void
  }
}
