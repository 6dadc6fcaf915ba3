// A call within the call: a tool that calls another is never laxer than that one.
import { spend } from '../../model/budget.ts'
import type { Inner } from '../leaves.ts'
import { isWrapper } from '../names/words.ts'
import { about, addEffect, addEffects, PER_NAME, type Reader, TOKEN } from './reader.ts'

const INNER_NAMES = [
  'tool',
  'tool_name',
  'toolName',
  'function',
  'function_name',
  'functionName',
  'recipient_name',
  'name',
  'action',
  'operation',
  'endpoint',
  'uses',
  'fn',
  'func',
  'tool_id',
  'toolId',
]
const INNER_ARGUMENTS = [
  'arguments',
  'args',
  'parameters',
  'params',
  'call',
  'kwargs',
  'argv',
  'tool_input',
  'toolInput',
  'tool_args',
  'arguments_json',
  'inputs',
  'input',
  'with',
  'payload',
]
const ALWAYS = ['tool', 'tool_name', 'toolName', 'recipient_name', 'function_name', 'functionName']
const OPEN = /^(?:tool|function|method|api|action)s?$/

function isOpen(word: string): boolean {
  return OPEN.test(word)
}

function hasArgumentsOf(value: Inner['value']): boolean {
  for (const member of INNER_ARGUMENTS) if (Object.hasOwn(value, member)) return true
  return false
}

const PROGRAMS = ['program', 'executable', 'binary', 'exe', 'interpreter']

/** A program with its arguments: `{ program: "python3", args: […] }`. */
export function readProgram(reader: Reader, { value }: Inner): void {
  for (const member of PROGRAMS)
    if (Object.hasOwn(value, member) && typeof value[member] === 'string' && hasArgumentsOf(value))
      addEffects(reader, ['execute'])
}

/** A call within the call: a tool that calls another is never laxer than that one. */
export function readInner(reader: Reader, { name, value }: Inner, isTop: boolean): void {
  const hasArguments = hasArgumentsOf(value)
  // Who asks about a tool does not call it.
  const isAbout = isTop && reader.isReading && !hasArguments && reader.words.some(isOpen)
  if (isAbout) return
  const isCall = hasArguments && isCalling(reader, name.text, isTop)
  for (const member of isCall ? INNER_NAMES : ALWAYS) {
    const inner = Object.hasOwn(value, member) ? value[member] : undefined
    if (typeof inner === 'string') readInnerName(reader, inner)
  }
  if (isTop && isWrapper(reader.words))
    for (const inner of namesOfTools(reader, value)) readInnerName(reader, inner)
}

/** `agent_tool_name`, `target_function`: the members of a wrapper that name what it calls. */
function namesOfTools(reader: Reader, value: Inner['value']): string[] {
  return Object.keys(value).flatMap((member) => {
    const inner = value[member]
    if (typeof inner !== 'string' || INNER_NAMES.includes(member)) return []
    return about(reader, reader.nameOf(member)).words.some((word) => OPEN.test(word)) ? [inner] : []
  })
}

function readInnerName(reader: Reader, name: string): void {
  if (!TOKEN.test(name) || !spend(reader.budget, PER_NAME)) return
  const effects = reader.effectsOfName(name)
  // A wrapper does what it calls, and nothing else.
  if (isWrapper(reader.words) && effects.has('read')) addEffect(reader, 'read')
  if (effects.size === 0) addEffect(reader, 'unsure')
  addEffects(reader, effects)
}

/** Whether an object with a name and arguments is a call: under a name that says so, or in a tool that calls tools. */
function isCalling(reader: Reader, name: string, isTop: boolean): boolean {
  if (!isTop)
    return (
      /(?:tool|function|call|step|action|operation|task|request|command|invocation|plan|pipeline|workflow|sequence|chain|batch|jobs?$|ops$|routine|recipe|playbook|queue)/i.test(
        name,
      ) || reader.words.some((word) => OPEN.test(word))
    )
  return reader.words.some(
    (word) =>
      OPEN.test(word) ||
      /^(?:invoke|call|dispatch|execute|run|proxy|delegate|batch|route|use|load|retrieve|fetch)$/.test(word),
  )
}
