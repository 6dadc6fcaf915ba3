// A lint rule that finds annotations which nothing reads.
import { ANNOTATIONS } from '../vocabulary.ts'
import { listed, type Rule } from './rule.ts'

/** Annotations that nothing reads; those that stand where they have no effect cannot be obeyed and are errors. */
export const annotationsUnread: Rule = ({ json }) =>
  Object.keys(json.annotations ?? {})
    .filter((name) => !ANNOTATIONS.some((known) => known === name))
    .map((name) => ({
      code: 'lint.annotation_unread',
      message: `@${name} is not a known annotation; use one of ${listed(ANNOTATIONS.map((known) => `@${known}`))}, or a comment`,
      near: `@${name}`,
    }))
