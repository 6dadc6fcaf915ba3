// The Slack user with which a member decides, as the member says themselves.
import type { MemberCaller } from '../operations/call.ts'
import type { Context } from '../operations/context.ts'
import {
  linkSlack,
  type Offer,
  offerOf,
  type ShownLink,
  shownLink,
  unlinkSlack,
} from '../operations/members/slack.ts'
import type { SlackCode } from '../operations/slack/code.ts'

type Acting = { caller: MemberCaller; requestId: string }

export type SlackLinks = {
  of(caller: MemberCaller): Promise<ShownLink | undefined>
  /** What a code offers this member; undefined for one that is nothing to them. */
  offer(who: Acting, code: SlackCode): Promise<Offer | undefined>
  link(who: Acting, offer: Offer): Promise<void>
  unlink(who: Acting): Promise<void>
}

export function createSlackLinks(context: Context): SlackLinks {
  return {
    of: (caller) => shownLink(context, caller),
    offer: (who, code) => offerOf(context, who, code),
    link: (who, offer) => linkSlack(context, who, offer),
    unlink: (who) => unlinkSlack(context, who),
  }
}
