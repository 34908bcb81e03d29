// Stands in for @smithy/core/event-streams in the bundles (infra/bundle.yml): no operation the functions call streams
// events, and the SDK loads that code only for those that do.
export class EventStreamSerde {
  constructor() {
    throw new Error('Event streams are left out of the bundles: see infra/bundle.yml')
  }
}
export const eventStreamSerdeProvider = () => new EventStreamSerde()
/** S3 has one operation that streams events; its client is set up without them. */
export const resolveEventStreamSerdeConfig = <T>(input: T): T => input
