package wireroom.ingest.poll;

import static wireroom.ingest.poll.Caching.least;
import static wireroom.ingest.poll.Caching.most;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import wireroom.ingest.format.FeedHints;
import wireroom.ingest.poll.http.Fetched;
import wireroom.ingest.poll.http.Headers;

/**
 * What a poll means for the next one: functions of the state before, of what came, of the time, and of one number
 * between 0 and 1 that is chance.
 */
final class PollRules {
    /** An unchanged feed is left alone a little longer each time. */
    private static final double SLOWER = 1.3;
    /** Doubling stops here; the ceiling is reached long before. */
    private static final int MOST_DOUBLINGS = 20;
    /** Of what a document shows, so much may be new at a poll: the rest is the proof that nothing was missed. */
    private static final int SHARE_OF_WINDOW = 4;

    private final PollSettings settings;

    PollRules(PollSettings settings) {
        this.settings = settings;
    }

    /** After a 304, or a document that is the last one byte for byte. */
    FeedState unchanged(Feed feed, FeedState before, Fetched.Answer answer, Instant now, double chance) {
        boolean unasked = answer.status() == 304
                && before.etag().isEmpty()
                && before.lastModified().isEmpty();
        if (unasked) {
            return failed(feed, before, "304", "304 although nothing was known", answer.headers(), now, chance);
        }
        FeedState.Builder after = moved(before, answer)
                .polled(now)
                .read(now)
                .health(stays(before.health()), Integer.toString(answer.status()), stays(before));
        Duration interval = least(feed.slowest(), times(before.interval(), SLOWER));
        return scheduled(feed, after.interval(most(feed.every(), interval)).build(), answer.headers(), now, chance);
    }

    private static Health stays(Health health) {
        return health == Health.HELD ? Health.HELD : Health.OK;
    }

    private static String stays(FeedState before) {
        return before.health() == Health.HELD ? before.detail() : "";
    }

    /**
     * After a document that was read.
     *
     * @param news what it brought
     * @param size items in it, all pages together
     * @param firstEver there was nothing to compare with
     * @param sha256 of the first page
     */
    FeedState read(
            Feed feed,
            FeedState before,
            Fetched.Answer answer,
            FeedHints hints,
            KnownItems.News news,
            int size,
            boolean firstEver,
            String sha256,
            Instant now,
            double chance) {
        boolean gap = !firstEver && !news.overlap() && size > 0;
        boolean whole = answer.cut().isEmpty();
        FeedState.Builder after =
                moved(before, answer).polled(now).brought(news.items().size(), gap ? 1 : 0);
        Health health;
        String detail;
        if (!whole) {
            health = Health.PARTIAL;
            detail = "came in part: " + answer.cut().orElseThrow();
        } else if (news.renamed() > 0) {
            health = Health.HELD;
            detail = "GUID_SCHEME_CHANGED: " + news.renamed()
                    + " known items came under new guids and keep their old ones";
        } else if (hints.expired()) {
            health = Health.GONE;
            detail = "it says that it has ended";
        } else if (!news.refusals().isEmpty()) {
            health = Health.PARTIAL;
            detail = news.refusals().getFirst().reject().code() + ": "
                    + news.refusals().getFirst().reject().detail();
        } else {
            health = Health.OK;
            detail = gap ? "nothing in common with the document before: something may have been missed" : "";
        }
        after.health(health, Integer.toString(answer.status()), line(detail));
        after.wishes(
                hints.every()
                        .filter(Duration::isPositive)
                        .map(e -> least(e, settings.ceiling()))
                        .orElse(Duration.ZERO),
                new QuietTimes(hints.skipHours(), hints.skipDays()));
        after.hub(
                hints.hubs().isEmpty() ? "" : hints.hubs().getFirst(),
                hints.self().orElse(""));
        if (whole) {
            after.read(now)
                    .validators(
                            answer.headers().first("ETag").orElse(""),
                            answer.headers().first("Last-Modified").orElse(""),
                            sha256);
        } else {
            // The next document is wanted whole, so it is asked for without validators, and not too soon.
            after.validators("", "", "").errors(before.errors() + 1);
        }
        after.interval(rhythm(feed, before, news.fresh(), size, gap, firstEver, now));
        FeedState done = after.build();
        if (health == Health.GONE) {
            return done.but().next(null).build();
        }
        return whole
                ? scheduled(feed, done, answer.headers(), now, chance)
                : scheduled(feed, done.but().interval(backoff(feed, done)).build(), answer.headers(), now, chance);
    }

    private static Duration rhythm(
            Feed feed, FeedState before, int fresh, int size, boolean gap, boolean firstEver, Instant now) {
        Duration wanted;
        if (firstEver || before.read() == null) {
            wanted = feed.every();
        } else if (gap) {
            wanted = before.interval().dividedBy(2);
        } else if (fresh == 0) {
            wanted = times(before.interval(), SLOWER);
        } else {
            // Half of the time between two items, unless more of the window would be new than may be.
            Duration elapsed = Duration.between(before.read(), now);
            Duration half = elapsed.dividedBy(2L * fresh);
            Duration window =
                    elapsed.multipliedBy(Math.max(1, size / SHARE_OF_WINDOW)).dividedBy(fresh);
            wanted = before.interval().plus(least(half, window)).dividedBy(2);
        }
        return most(feed.every(), least(feed.slowest(), wanted));
    }

    /** After a poll without a document: no answer, or an error. */
    FeedState failed(
            Feed feed, FeedState before, String status, String detail, Headers headers, Instant now, double chance) {
        FeedState.Builder after = before.but()
                .polled(now)
                .errors(before.errors() + 1)
                .health(Health.FAILING, status, line(detail))
                .moved("", 0);
        if (status.equals("410")) {
            return after.health(
                            Health.GONE,
                            status,
                            "410 Gone; if it lives again, write its url in another way, e.g. with #again behind it")
                    .next(null)
                    .build();
        }
        if (!before.url().equals(feed.target().toString()) && before.errors() + 1 >= settings.confirmations()) {
            // Where it had moved to, it is not any more: the configured place is asked again.
            after.url(feed.target().toString()).validators("", "", "");
        }
        FeedState done = after.build();
        return scheduled(feed, done.but().interval(backoff(feed, done)).build(), headers, now, chance)
                .but()
                .interval(before.interval())
                .build();
    }

    /** After a document that is no feed, or an empty one: nothing of what is known changes. */
    FeedState suspicious(
            Feed feed, FeedState before, Fetched.Answer answer, String detail, Instant now, double chance) {
        FeedState done = before.but()
                .polled(now)
                .errors(before.errors() + 1)
                .health(Health.SUSPICIOUS, Integer.toString(answer.status()), line(detail))
                .moved("", 0)
                .build();
        return scheduled(feed, done.but().interval(backoff(feed, done)).build(), answer.headers(), now, chance)
                .but()
                .interval(before.interval())
                .build();
    }

    private Duration backoff(Feed feed, FeedState state) {
        Duration base = most(feed.every(), state.interval());
        Duration pause = base.multipliedBy(1L << Math.min(MOST_DOUBLINGS, Math.max(0, state.errors() - 1)));
        return least(pause, most(settings.ceiling(), feed.every()));
    }

    private FeedState.Builder moved(FeedState before, Fetched.Answer answer) {
        if (answer.moved().isEmpty()) {
            return before.but().moved("", 0);
        }
        String to = answer.moved().orElseThrow().toString();
        int times = to.equals(before.movedTo()) ? before.movedTimes() + 1 : 1;
        return times >= settings.confirmations()
                ? before.but().url(to).moved("", 0)
                : before.but().moved(to, times);
    }

    /** Never earlier than server and document ask for; a little later by chance; not in quiet times. */
    private FeedState scheduled(Feed feed, FeedState state, Headers headers, Instant now, double chance) {
        Duration pause = most(state.interval(), state.hint());
        pause = most(pause, Caching.freshness(headers, now, settings.ceiling()).orElse(Duration.ZERO));
        Optional<Duration> asked = Caching.retryAfter(headers, now, settings.ceiling());
        pause = most(pause, asked.orElse(Duration.ZERO));
        if (state.leaseUntil() != null && state.leaseUntil().isAfter(now) && state.errors() == 0) {
            // The hub tells what is new; polls only check that it does.
            pause = most(pause, feed.slowest());
        }
        Instant next = now.plus(pause).plus(times(pause, settings.jitter() * chance));
        return state.but().next(state.quiet().after(next)).build();
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofNanos((long) Math.min((double) Long.MAX_VALUE, duration.toNanos() * factor));
    }

    /** A stranger wrote parts of it: one line, no control characters, not long. */
    private static String line(String detail) {
        String line = detail.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }
}
