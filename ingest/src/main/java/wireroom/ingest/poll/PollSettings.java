package wireroom.ingest.poll;

import java.time.Duration;

/**
 * Rhythms and bounds of polling.
 *
 * @param hostSpacing between two requests to one host: thousands of feeds may live there
 * @param confirmations so many polls in a row must be sent to the same new place before it is remembered; a mistake of
 *     an afternoon should not outlive it
 * @param ceiling longest time that a server may ask for, by whatever header or element, and longest pause after
 *     failures: a feed is looked at once a day
 * @param jitter largest share of an interval that is added by chance, so that feeds do not march in step
 * @param pages most pages of one feed in one poll
 * @param items most items and refusals taken from one poll; a feed with more is cut and says so
 * @param remembered items whose guid, link, title and content are remembered, at least as many as a poll brought
 * @param inMemory bytes of documents fetched and not yet committed, all feeds together, beyond those that each document
 *     has without asking
 * @param idleLook longest wait of the schedule, so that a clock that was set is noticed
 */
public record PollSettings(
        Duration hostSpacing,
        int confirmations,
        Duration ceiling,
        double jitter,
        int pages,
        int items,
        int remembered,
        int inMemory,
        Duration idleLook) {
    /** What a room runs with. */
    public static final PollSettings DEFAULT = new PollSettings(
            Duration.ofSeconds(1),
            3,
            Duration.ofDays(1),
            0.1,
            20,
            10_000,
            1_000,
            128 * 1024 * 1024,
            Duration.ofMillis(500));
}
