// The types of what checking a policy document reports: problems and test results.
import type { Verdict } from '@countersign/terms'
import type { StoredPolicy } from '../sets/text.ts'
import type { ProblemCode } from './codes.ts'

/** An error keeps a document from being published; a warning does not. */
export type ProblemSeverity = 'error' | 'warning'

/** Something found in a document. */
export type Problem = {
  severity: ProblemSeverity
  code: ProblemCode
  /** What is wrong, and what to do next; at most 600 characters. */
  message: string
  policy_id?: string
  /** In the text; both from 1, columns in UTF-16 units. */
  line?: number
  column?: number
  /** Into the document, as RFC 6901 has it, when it is not the text. */
  pointer?: string
  /** The name of the document's own test that it is about. */
  test?: string
}

/** What came of one of a document's tests. */
export type TestResult = {
  name: string
  passed: boolean
  expected: Verdict
  actual: Verdict
  /** Why it failed, in words. */
  detail?: string
}

/** What is found in a document; `isParsed` tells whether it has the shape of one. */
export type Checked = {
  /** No problem is an error. */
  ok: boolean
  problems: Problem[]
  /** Empty when the text cannot be parsed. */
  policies: StoredPolicy[]
  /** Empty when the policies cannot be asked. */
  tests: TestResult[]
}
