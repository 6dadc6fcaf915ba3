// How often something may be done in a window of time, by all processes together.

/** At most so many of this name, in a window that begins with the first. */
export type Limit = { name: string; most: number; windowMs: number }

export type Limits = {
  /** Counts one more of each; or of none, and answers false, where one of them had its number. */
  take(limits: readonly Limit[]): Promise<boolean>
  /** One less of each name. */
  giveBack(names: readonly string[]): Promise<void>
  /** Nothing was counted under this name. */
  forget(name: string): Promise<void>
  /** Whether anything of this name was counted in its window. */
  has(name: string): Promise<boolean>
}
