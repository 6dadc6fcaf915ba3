// The report of a verification, and how each axis of it is recorded.
/** What one axis of a verification found. */
export type Axis = {
  name: string
  status: 'passed' | 'failed' | 'not_checked'
  code?: string
  detail?: string
}

/** The place of the first failure: the receipt's `seq`, and in a bundle its line, counted from 1. */
export type Where = {
  seq?: number
  line?: number
}

/** The outcome of a verification; `valid` only when every required axis passed. */
export type Report = {
  verdict: 'valid' | 'invalid' | 'indeterminate'
  axes: Axis[]
  org?: string
  from?: number
  to?: number
  tree_size?: number
  /** How many receipts of the log come before and after those that a bundle shows, up to its checkpoint. */
  hidden?: { before: number; after: number }
  /** How many values were erased, as the receipts that a bundle shows say. */
  erased?: number
  where?: Where
}

/** A check that failed on an axis; thrown inside the verifier and caught at its edge. */
export class AxisFailure extends Error {
  readonly axis: string
  readonly code: string

  constructor(axis: string, code: string, detail: string) {
    super(detail)
    this.name = 'AxisFailure'
    this.axis = axis
    this.code = code
  }
}

/** Runs one step of an axis; whatever it throws fails that axis, with the given code unless it says otherwise. */
export function onAxis<T>(axis: string, code: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (error instanceof AxisFailure) throw error
    throw new AxisFailure(axis, code, error instanceof Error ? error.message : code)
  }
}

/** The axes of one verification, in order; those that must pass for `valid` are `required`. */
export type Axes = {
  passed(name: string, detail?: string): void
  skipped(name: string, code: string, detail: string): void
  failed(failure: AxisFailure): void
  verdict(): Report['verdict']
  list(): Axis[]
}

export function createAxes(names: readonly string[], optional: readonly string[]): Axes {
  const axes = new Map<string, Axis>(
    names.map((name) => [name, { name, status: 'not_checked', code: `${name}.not_reached` }]),
  )
  return {
    passed: (name, detail) => axes.set(name, { name, status: 'passed', ...(detail && { detail }) }),
    skipped: (name, code, detail) => axes.set(name, { name, status: 'not_checked', code, detail }),
    failed: ({ axis, code, message }) =>
      axes.set(axis, { name: axis, status: 'failed', code, detail: message }),
    verdict: () => {
      const all = [...axes.values()]
      if (all.some((axis) => axis.status === 'failed')) return 'invalid'
      const open = all.some((axis) => axis.status !== 'passed' && !optional.includes(axis.name))
      return open ? 'indeterminate' : 'valid'
    },
    list: () => [...axes.values()],
  }
}
