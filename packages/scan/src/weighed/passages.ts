// The parts of a text that could speak to a model: around its readers, its rules and its tasks.
import type { List, Sighting } from '../text/keywords.ts'
import { lookOf } from '../text/lookalikes.ts'

/** A part of a text, without what stands before and after it. */
export type Passage = { readonly from: number; readonly to: number }

/** Without a word that begins like one of these nothing here is a finding. */
const BEGINNINGS = [
  ...['assistant', 'agent', 'llm', 'chatbot', 'chatgpt', 'claude', 'copilot', 'crawler', 'model', 'gpt'],
  ...[
    'ai ',
    'ai:',
    'ai\n',
    'robot',
    'summaris',
    'summariz',
    'screener',
    'automation',
    'scribe',
    'conversational',
    'computer that',
    'ai,',
    'ai)',
    'ai]',
    'ai-',
    'bot ',
    'bot:',
    'bot,',
    'bots ',
  ],
  ...['whoever', 'whichever', 'automated', 'reviewer', 'your instructions', 'your guide', 'prompt'],
  ...[
    'new task',
    'new job',
    'next task',
    'real task',
    'from now on',
    'from here on',
    'you are now',
    'setup text',
  ],
  ...['disregard', 'forget', 'your rules', 'your orders', 'your task'],
  ...['your response', 'your reply', 'your answer', 'your output', 'your summary', 'your final'],
  ...['assistent', 'asistent', 'asistan', 'asystent', 'asisten', 'maschinell', 'automatisch', 'yapay'],
  ...[
    ...[
      'machine',
      'digital',
      'software',
      'autonomous',
      'bots',
      'grader',
      'grading',
      'screening',
      'ranking',
      'orchestrat',
    ],
    ...[
      'reads this',
      'reading this',
      'the reader',
      'this session',
      'your user',
      'your human',
      'your context',
      'your memory',
    ],
    ...['treat the', 'treat this', 'tool that', 'tool result', 'system note', 'summaries of', 'the summary'],
    ...[
      'answer',
      'reply',
      'replies',
      'translat',
      'mention',
      'repeat the',
      'append',
      'kindly',
      'no need',
      'no confirm',
    ],
    ...[
      'without asking',
      'without confirm',
      'approved by',
      'pre-approved',
      'on behalf',
      'security question',
      'whatever',
    ],
    ...[
      'helper',
      'program',
      'this line',
      'this note',
      'this message',
      'this text',
      'this comment',
      'this ticket',
      'this page',
    ],
    ...[
      'passwort',
      'ohne r',
      'weiterleit',
      'mot de passe',
      'sans demand',
      'transf',
      'contrase',
      'sin pregunt',
      'reenvi',
      'senha',
    ],
    ...['wachtwoord', 'zonder', 'senza', 'inoltr', 'bez pyt', 'przek'],
    ...[
      'permanent',
      'mirror',
      'withdraw',
      'favour',
      'silently',
      'quietly',
      'bcc',
      'inbox',
      'intake',
      'hidden',
    ],
  ],
  ...['ki ', 'ki-', 'ki:', 'ki,', 'ia ', 'ia-', 'ia:', 'ia,'],
]

/** Readers in scripts of their own, where words may stand without spaces. */
const OTHER_SCRIPTS = /[\u0400-\u04ff\u0600-\u06ff\u0900-\u097f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/
const OTHER_WORDS =
  'ассистент помощник нейросет агент робот бот(?:у|ы)?(?=[\\s,:]) ии(?=[\\s,:-]) 智能 助手 机器人 大模型 人工智能 アシスタント エージェント ボット 人工知能 自動応答 어시스턴트 비서 에이전트 인공지능 챗봇 مساعد الذكاء روبوت وكيل بوت एआई सहायक बॉट एजेंट пароль пересл перешли 密码 转发 不要告诉 パスワード 転送 비밀번호 전달 \\bai(?![a-z])'
/** As they are read, letters that look like ASCII may be ASCII. */
const OTHER_READERS = new RegExp(
  OTHER_WORDS.split(' ')
    .map((word) => word.replaceAll(/[^\x00-\x7f]/g, (letter) => eitherOf(letter)))
    .join('|'),
  'giu',
)

function eitherOf(letter: string): string {
  const look = lookOf(letter)
  return look === undefined || !/^[a-z]$/i.test(look) ? letter : `[${letter}${look}]`
}

/** The words that lead to a passage. */
export const READER_WORDS: List = { words: BEGINNINGS, most: 10_000 }

const LETTER = /[a-z0-9]/i

const REACH = 400
/** A line that begins with a small letter goes on with the sentence of the one before. */
const ENDS = /[.!?](?=\s)|[\u3002\uff01\uff1f\u0964\u061f]|\n(?=[ \t\r]*[^a-z \t\r])/g

/** The sentences in which such a word stands, each with the one after it; parts that touch are one. */
export function passagesIn(text: string, sightings: readonly Sighting[]): readonly Passage[] {
  const passages: { from: number; to: number }[] = []
  let known = 0
  for (const index of placesOf(text, sightings)) {
    if (index < known) continue
    const last = passages.at(-1)
    const { own, next } = endsAfter(text, index)
    known = own
    if (last !== undefined && index < last.to) last.to = next
    else passages.push({ from: Math.max(last?.to ?? 0, beginningBefore(text, index)), to: next })
  }
  return passages
}

/** Where words begin that lead to a passage, in their order. */
function placesOf(text: string, sightings: readonly Sighting[]): readonly number[] {
  const places: number[] = []
  for (const { keyword, end } of sightings) {
    const index = end - (BEGINNINGS[keyword]?.length ?? 0)
    if (!LETTER.test(text.charAt(index - 1))) places.push(index)
  }
  if (!OTHER_SCRIPTS.test(text)) return places
  for (const { index } of text.matchAll(OTHER_READERS)) places.push(index)
  return places.sort((a, b) => a - b)
}

/** Where the sentence begins that holds a place. */
function beginningBefore(text: string, at: number): number {
  const least = Math.max(0, at - REACH)
  let from = least
  for (const { 0: end, index } of text.slice(least, at).matchAll(ENDS)) from = least + index + end.length
  return from
}

/** Where the sentence ends that holds a place, and where the one after it does. */
function endsAfter(text: string, at: number): { readonly own: number; readonly next: number } {
  const rest = text.slice(at, at + 2 * REACH)
  const ends: number[] = []
  for (const { 0: end, index } of rest.matchAll(ENDS)) {
    ends.push(at + index + end.length)
    if (ends.length === 2) break
  }
  const [own = at + rest.length, next = at + rest.length] = ends
  return { own, next }
}

/** The sentences of a passage, where they stand in the text. */
export function sentencesIn(text: string, { from, to }: Passage): readonly Passage[] {
  const sentences: Passage[] = []
  let start = from
  for (const { 0: end, index } of text.slice(from, to).matchAll(ENDS)) {
    sentences.push({ from: start, to: from + index + end.length })
    start = from + index + end.length
  }
  if (start < to) sentences.push({ from: start, to })
  return sentences
}
