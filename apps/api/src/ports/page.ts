// A page of a list.

export type Page<T> = { rows: T[]; more: boolean }
