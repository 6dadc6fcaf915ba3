// Discord's API and its webhooks.
import type { Service } from '../model.ts'

/** Discord's API and its webhooks. */
export const discord: Service = {
  name: 'discord',
  hosts: ['discord.com', 'discordapp.com', 'ptb.discord.com', 'canary.discord.com'],
  bases: ['/api/{v}', '/api'],
  calls: `
    GET /channels/{channel}/messages/** messages.get read
    POST /channels/{channel}/messages messages.create write
    PATCH /channels/{channel}/messages/{_} messages.update write
    DELETE /channels/{channel}/messages/{_} messages.delete write
    POST /channels/{channel}/messages/bulk-delete messages.delete write
    PUT|DELETE /channels/{channel}/permissions/{_} permissions.change admin
    PATCH /channels/{channel} channels.update admin
    DELETE /channels/{channel} channels.delete admin
    POST /channels/{channel}/webhooks webhooks.create admin
    POST /channels/{channel}/invites invites.create admin
    POST /webhooks/{_}/{_} webhooks.post write
    POST /webhooks/{_}/{_}/slack webhooks.post write
    POST /webhooks/{_}/{_}/github webhooks.post write
    PATCH|DELETE /webhooks/** webhooks.change admin
    POST /guilds/{guild}/channels channels.create admin
    PATCH /guilds/{guild} guilds.update admin
    DELETE /guilds/{guild} guilds.delete admin
    PUT|PATCH|DELETE /guilds/{guild}/members/** members.change admin
    PUT|DELETE /guilds/{guild}/bans/{_} bans.change admin
    POST|PATCH|DELETE /guilds/{guild}/roles/** roles.change admin
    PUT|DELETE /channels/{channel}/messages/{_}/reactions/** reactions.change write
  `,
}
