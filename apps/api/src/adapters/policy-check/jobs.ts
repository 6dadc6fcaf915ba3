// What goes between the service, the thread that starts others, and the one that checks.
import type { ToolDefinition } from '@countersign/policy'
import type { Checked } from '@countersign/policy/publish'

/** An untrusted document, and the tools that it is checked with. */
export type Job = { document: unknown; tools: readonly ToolDefinition[] }

/** What one thread may take; `timeoutMs` is of computing. */
export type ThreadLimits = { timeoutMs: number; memoryMb: number }

type Why = 'time' | 'busy' | 'crash'

/** Jobs and answers move as JSON text, which costs the main thread far less than their values would. */
export type StartMessage = { id: number; job: string; limits: ThreadLimits; compiled: string | undefined }
export type EndMessage = { id: number } & ({ checked: string } | { why: Why; message: string })

/** A job that could not be finished: it took too long or too much, brought its thread down, or the machine was busy. */
export class JobFailed extends Error {
  readonly why: Why

  constructor(why: Why, message: string) {
    super(message)
    this.name = 'JobFailed'
    this.why = why
  }
}

export function jobText(job: Job): string {
  try {
    return JSON.stringify(job)
  } catch (error) {
    throw new JobFailed('crash', String(error))
  }
}

export function readJob(text: string): Job {
  return JSON.parse(text) as Job
}

export function checkedText(checked: Checked): string {
  return JSON.stringify(checked)
}

export function readChecked(text: string): Checked {
  return JSON.parse(text) as Checked
}
