// What the thread can be asked to do. Every answer is plain data of bounded size.
import type { ToolDefinition } from '@countersign/policy'
import type { Checked } from '@countersign/policy/publish'

/** Checks an untrusted document. */
export type CheckJob = { kind: 'check'; document: unknown; tools: readonly ToolDefinition[] }

/** One piece of work for a fresh thread. */
export type Job = CheckJob

/** What each kind of job answers. */
export type Answers = { check: Checked }

/** A thread that ends without one of these failed. */
export type JobAnswer<Kind extends Job['kind']> = { kind: Kind; answer: Answers[Kind] }
