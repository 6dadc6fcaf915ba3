import { ANNOTATIONS, PLACES } from '../vocabulary.ts'
import { listed, type Rule } from './rule.ts'

/** Annotations that nothing reads, or that stand where they have no effect. */
export const annotationsUnread: Rule = ({ json }) =>
  Object.keys(json.annotations ?? {}).flatMap((name) => {
    if (!ANNOTATIONS.some((known) => known === name))
      return [
        {
          code: 'lint.annotation_unread',
          message: `nothing reads @${name}; use one of ${listed(ANNOTATIONS.map((known) => `@${known}`))}, or a comment`,
          near: `@${name}`,
        },
      ]
    const place = Object.hasOwn(PLACES, name) ? PLACES[name] : undefined
    if (place === undefined || place === json.effect) return []
    return [
      {
        code: 'lint.annotation_unread',
        message: `@${name} has an effect on a ${place} only, and this is a ${json.effect}; move or remove it`,
        near: `@${name}`,
      },
    ]
  })
