// Prints what a command found: for people in lines and columns, for programs as JSON.
import type { Io } from '../io.ts'
import { plainJson } from '../plain.ts'
import { brief } from './visible.ts'

/** Prints one line on standard output; what others wrote in it must be `visible` already. */
export function printLine({ stdout }: Io, line: string): void {
  stdout.write(`${line}\n`)
}

/** Prints a value as one line of JSON, in which nothing controls a terminal. */
export function printJson({ stdout }: Io, value: unknown): void {
  stdout.write(`${plainJson(value)}\n`)
}

/** Lines in columns under headings. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = [headings, ...rows.map((row) => row.map((cell) => brief(cell)))]
  const widths = headings.map((_, at) => Math.max(...shown.map((row) => row[at]?.length ?? 0)))
  const lines = shown.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return lines.map((line) => `${line}\n`).join('')
}

/** Lines with a name on the left; those without a value are left out. */
export function facts(rows: readonly (readonly [name: string, value: string | undefined])[]): string {
  const given = rows.filter(([, value]) => value !== undefined && value !== '')
  const width = Math.max(0, ...given.map(([name]) => name.length))
  return given.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('')
}

const TIME_MAX = 8.64e15

/** A time for people: UTC, to the second. Answers have it as text, receipts in milliseconds. */
export function timeText(time: string | number): string {
  if (Number(time) > TIME_MAX) return `${time} ms`
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** How far away a time is, in words: `in 14 min`, `3 h ago`. */
export function distance(time: string, now: number): string {
  const milliseconds = Date.parse(time)
  const seconds = Math.round(Math.abs(milliseconds - now) / 1000)
  const units: [number, string][] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ]
  const [size, unit] = units.find(([each]) => seconds >= each) ?? [1, 's']
  const text = `${Math.floor(seconds / size)} ${unit}`
  return milliseconds >= now ? `in ${text}` : `${text} ago`
}
