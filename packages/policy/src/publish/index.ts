export type { Mode, PolicyDocument, PolicyTest, Settings } from '../document.ts'
export type { StoredPolicy } from '../text.ts'
export type { Checked, Problem, ProblemSeverity, TestResult } from './problem.ts'
