package wireroom.ingest.poll;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is known of a feed between two polls: the cursor. It is committed together with the items that the poll brought,
 * so a validator never says more than what was published.
 *
 * @param configured URL of the configuration for which all of this holds
 * @param url where to ask next; differs from the configured one after a confirmed move
 * @param etag as the server wrote it, opaque; blank when there is none
 * @param lastModified likewise
 * @param sha256 of the last whole document, unpacked; servers without validators are recognised by it
 * @param last when it was polled last; null before the first poll
 * @param read when a document or a 304 last came; null before
 * @param next when it is to be polled; null when never again
 * @param interval rhythm, without what the server asks for beyond it
 * @param health how it is doing
 * @param status of the last poll, e.g. {@code 304} or {@code TIMEOUT}
 * @param detail of the last poll, for people; blank when all is well
 * @param errors polls in a row that failed
 * @param hint least time between polls as the document asks for it; zero when it does not
 * @param quiet when it does not want to be polled
 * @param movedTo where redirects for good lead; blank when they do not
 * @param movedTimes so many polls in a row
 * @param polls since the configuration names this URL
 * @param news items published since then
 * @param gaps documents that had nothing in common with the one before, so that something may have been missed
 * @param hub WebSub hub; blank when there is none
 * @param topic the feed's own address, by which the hub knows it
 * @param leaseUntil when the hub's promise ends; null when there is none
 */
record FeedState(
        String configured,
        String url,
        String etag,
        String lastModified,
        String sha256,
        Instant last,
        Instant read,
        Instant next,
        Duration interval,
        Health health,
        String status,
        String detail,
        int errors,
        Duration hint,
        QuietTimes quiet,
        String movedTo,
        int movedTimes,
        long polls,
        long news,
        long gaps,
        String hub,
        String topic,
        Instant leaseUntil) {

    /** A validator longer than this is no validator but an attack on our memory. */
    static final int LONGEST_VALIDATOR = 1024;

    /** A feed that was never polled, due now. */
    static FeedState fresh(Feed feed, Instant now) {
        return new Builder()
                .configured(feed.url())
                .url(feed.target().toString())
                .next(now)
                .interval(feed.every())
                .build();
    }

    Builder but() {
        return new Builder(this);
    }

    /** Fields of its cursor; {@code wireroom sources} shows them by these names. */
    Map<String, String> fields() {
        // Room for all, so that the map never grows.
        Map<String, String> fields = HashMap.newHashMap(24);
        put(fields, "configured", configured);
        put(fields, "url", url);
        put(fields, "etag", etag);
        put(fields, "lastModified", lastModified);
        put(fields, "sha256", sha256);
        put(fields, "last", last);
        put(fields, "read", read);
        put(fields, "next", next);
        put(fields, "interval", interval);
        put(fields, "health", health);
        put(fields, "status", status);
        put(fields, "detail", detail);
        put(fields, "errors", errors);
        put(fields, "hint", hint);
        if (!quiet.hours().isEmpty()) {
            put(
                    fields,
                    "skipHours",
                    quiet.hours().stream().sorted().map(String::valueOf).collect(Collectors.joining(",")));
        }
        if (!quiet.days().isEmpty()) {
            put(
                    fields,
                    "skipDays",
                    quiet.days().stream().sorted().map(String::valueOf).collect(Collectors.joining(",")));
        }
        put(fields, "movedTo", movedTo);
        put(fields, "movedTimes", movedTimes);
        put(fields, "polls", polls);
        put(fields, "news", news);
        put(fields, "gaps", gaps);
        put(fields, "hub", hub);
        put(fields, "topic", topic);
        put(fields, "leaseUntil", leaseUntil);
        return fields;
    }

    private static void put(Map<String, String> fields, String name, Object value) {
        String text = value == null ? "" : value.toString();
        if (!text.isEmpty()) {
            fields.put(name, text);
        }
    }

    /**
     * Read back.
     *
     * @return empty when it is of another URL than the configuration names now, or cannot be read
     */
    static Optional<FeedState> of(Map<String, String> fields, Feed feed) {
        if (!feed.url().equals(fields.get("configured"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FeedState(
                    feed.url(),
                    fields.getOrDefault("url", feed.target().toString()),
                    fields.getOrDefault("etag", ""),
                    fields.getOrDefault("lastModified", ""),
                    fields.getOrDefault("sha256", ""),
                    get(fields, "last", Instant::parse, null),
                    get(fields, "read", Instant::parse, null),
                    get(fields, "next", Instant::parse, null),
                    get(fields, "interval", Duration::parse, feed.every()),
                    get(fields, "health", Health::valueOf, Health.NEW),
                    fields.getOrDefault("status", ""),
                    fields.getOrDefault("detail", ""),
                    get(fields, "errors", Integer::valueOf, 0),
                    get(fields, "hint", Duration::parse, Duration.ZERO),
                    new QuietTimes(
                            set(fields.get("skipHours"), Integer::valueOf),
                            set(fields.get("skipDays"), DayOfWeek::valueOf)),
                    fields.getOrDefault("movedTo", ""),
                    get(fields, "movedTimes", Integer::valueOf, 0),
                    get(fields, "polls", Long::valueOf, 0L),
                    get(fields, "news", Long::valueOf, 0L),
                    get(fields, "gaps", Long::valueOf, 0L),
                    fields.getOrDefault("hub", ""),
                    fields.getOrDefault("topic", ""),
                    get(fields, "leaseUntil", Instant::parse, null)));
        } catch (DateTimeException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static <T> T get(Map<String, String> fields, String name, Function<String, T> read, T ifMissing) {
        String text = fields.get(name);
        return text == null ? ifMissing : read.apply(text);
    }

    private static <T> Set<T> set(String joined, Function<String, T> read) {
        return joined == null
                ? Set.of()
                : Arrays.stream(joined.split(",")).map(read).collect(Collectors.toUnmodifiableSet());
    }

    /** The same with some of it changed. */
    static final class Builder {
        private String configured = "";
        private String url = "";
        private String etag = "";
        private String lastModified = "";
        private String sha256 = "";
        private Instant last;
        private Instant read;
        private Instant next;
        private Duration interval = Duration.ZERO;
        private Health health = Health.NEW;
        private String status = "";
        private String detail = "";
        private int errors;
        private Duration hint = Duration.ZERO;
        private QuietTimes quiet = QuietTimes.NONE;
        private String movedTo = "";
        private int movedTimes;
        private long polls;
        private long news;
        private long gaps;
        private String hub = "";
        private String topic = "";
        private Instant leaseUntil;

        private Builder() {}

        private Builder(FeedState s) {
            configured = s.configured;
            url = s.url;
            etag = s.etag;
            lastModified = s.lastModified;
            sha256 = s.sha256;
            last = s.last;
            read = s.read;
            next = s.next;
            interval = s.interval;
            health = s.health;
            status = s.status;
            detail = s.detail;
            errors = s.errors;
            hint = s.hint;
            quiet = s.quiet;
            movedTo = s.movedTo;
            movedTimes = s.movedTimes;
            polls = s.polls;
            news = s.news;
            gaps = s.gaps;
            hub = s.hub;
            topic = s.topic;
            leaseUntil = s.leaseUntil;
        }

        Builder configured(String value) {
            configured = value;
            return this;
        }

        Builder url(String value) {
            url = value;
            return this;
        }

        Builder validators(String newEtag, String newLastModified, String newSha256) {
            etag = newEtag.length() > LONGEST_VALIDATOR ? "" : newEtag;
            lastModified = newLastModified.length() > LONGEST_VALIDATOR ? "" : newLastModified;
            sha256 = newSha256;
            return this;
        }

        Builder polled(Instant at) {
            last = at;
            polls++;
            return this;
        }

        Builder read(Instant at) {
            read = at;
            errors = 0;
            return this;
        }

        Builder next(Instant value) {
            next = value;
            return this;
        }

        Builder interval(Duration value) {
            interval = value;
            return this;
        }

        Builder health(Health value, String newStatus, String newDetail) {
            health = value;
            status = newStatus;
            detail = newDetail;
            return this;
        }

        Builder errors(int value) {
            errors = value;
            return this;
        }

        Builder wishes(Duration newHint, QuietTimes newQuiet) {
            hint = newHint;
            quiet = newQuiet;
            return this;
        }

        Builder moved(String to, int times) {
            movedTo = to;
            movedTimes = times;
            return this;
        }

        Builder brought(long newNews, long newGaps) {
            news += newNews;
            gaps += newGaps;
            return this;
        }

        Builder hub(String newHub, String newTopic) {
            hub = newHub;
            topic = newTopic;
            return this;
        }

        Builder lease(Instant until) {
            leaseUntil = until;
            return this;
        }

        FeedState build() {
            return new FeedState(
                    configured,
                    url,
                    etag,
                    lastModified,
                    sha256,
                    last,
                    read,
                    next,
                    interval,
                    health,
                    status,
                    detail,
                    errors,
                    hint,
                    quiet,
                    movedTo,
                    movedTimes,
                    polls,
                    news,
                    gaps,
                    hub,
                    topic,
                    leaseUntil);
        }
    }
}
