// Values that are nearly always there at once, so that nobody makes or awaits a promise for them.

/** There already, or later. */
export type Soon<T> = T | Promise<T>

/** Goes on at once where the value is there. */
export function onceThere<T, U>(value: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}
