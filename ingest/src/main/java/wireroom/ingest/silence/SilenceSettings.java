package wireroom.ingest.silence;

import java.time.Duration;

/**
 * When a silence is too long for a source that says nothing of it in the configuration.
 *
 * @param look how often the sources are looked at: alarms of hours need no seconds
 * @param keep how often what was learnt is committed; a kill of the process loses so much of it, which harms nobody
 * @param burst items that come closer together are one utterance: a batch of a hundred says nothing about rhythm
 * @param enough utterances before a rhythm is one
 * @param gaps so many last gaps are remembered
 * @param quantile of these, the gap that counts as a long one
 * @param timesLong patience, in such gaps: where items come by chance, a silence of three of the longest tenth is one of
 *     a thousand
 * @param timesUsual patience, in the longest silence known at this hour of the week: nights, weekends and days off are in
 *     it, so that a source of office hours is missed on Tuesday morning and not on Sunday
 * @param fades what is left of that longest silence a week later, when it was shorter since
 * @param young least patience at an hour of the week that was not met yet: over a weekend and a day off
 * @param least shortest patience: a feed is polled once an hour at times, and nobody is woken for less
 * @param most longest patience: whoever publishes less often has no rhythm, and wants {@code silence: off} or a duration
 * @param gone a process that has committed nothing of what it hears for so long is gone, and its alarms about those who
 *     push to it are taken back: a restart, an upgrade and a night without a machine are shorter
 * @param senders sources of push that are watched, since whoever may push names them; further ones are not
 */
public record SilenceSettings(
        Duration look,
        Duration keep,
        Duration burst,
        int enough,
        int gaps,
        double quantile,
        double timesLong,
        double timesUsual,
        double fades,
        Duration young,
        Duration least,
        Duration most,
        Duration gone,
        int senders) {
    /** What a room runs with. */
    public static final SilenceSettings DEFAULT = new SilenceSettings(
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofMinutes(10),
            8,
            64,
            0.9,
            3,
            2,
            0.7,
            Duration.ofDays(4),
            Duration.ofHours(3),
            Duration.ofDays(14),
            Duration.ofDays(1),
            1000);
}
