package wireroom.ingest.poll;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import wireroom.ingest.poll.http.Headers;

/** What the headers of an answer say about the next request (RFC 9110 section 10.2.3, RFC 9111 section 5). */
final class Caching {
    /** The one format to send and the two to understand, RFC 9110 section 5.6.7. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1980)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC));

    private Caching() {}

    /**
     * How long the answer is fresh: {@code max-age}, else {@code Expires}. Not {@code s-maxage}: we are no shared cache.
     *
     * @return never more than {@code ceiling}; empty when nothing sensible is said
     */
    static Optional<Duration> freshness(Headers headers, Instant now, Duration ceiling) {
        for (String value : headers.all("Cache-Control")) {
            for (String directive : value.toLowerCase(Locale.ROOT).split(",")) {
                String told = directive.strip();
                if (told.equals("no-cache") || told.equals("no-store")) {
                    return Optional.empty();
                }
                if (told.startsWith("max-age=")) {
                    return seconds(told.substring(8).replace("\"", ""), ceiling);
                }
            }
        }
        // Against the clock of the server, which wrote both.
        Instant sent = headers.first("Date").flatMap(Caching::date).orElse(now);
        return headers.first("Expires")
                .flatMap(Caching::date)
                .map(expires -> Duration.between(sent, expires))
                .filter(Duration::isPositive)
                .map(fresh -> least(fresh, ceiling));
    }

    /**
     * How long the server wants to be left alone, in seconds or until a date.
     *
     * @return never more than {@code ceiling}; empty when nothing sensible is said, e.g. a time that is over
     */
    static Optional<Duration> retryAfter(Headers headers, Instant now, Duration ceiling) {
        return headers.first("Retry-After")
                .flatMap(value -> value.matches("\\d+")
                        ? seconds(value, ceiling)
                        : date(value).map(date -> Duration.between(now, date)))
                .filter(Duration::isPositive)
                .map(pause -> least(pause, ceiling));
    }

    private static Optional<Duration> seconds(String digits, Duration ceiling) {
        if (!digits.matches("\\d{1,40}")) {
            return Optional.empty();
        }
        // 18 digits are more than the age of the world.
        Duration told = digits.length() > 18 ? ceiling : Duration.ofSeconds(Long.parseLong(digits));
        return Optional.of(least(told, ceiling)).filter(Duration::isPositive);
    }

    static Duration least(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    static Duration most(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    static Optional<Instant> date(String value) {
        return DATES.stream().flatMap(format -> date(format, value).stream()).findFirst();
    }

    private static Optional<Instant> date(DateTimeFormatter format, String value) {
        try {
            return Optional.of(Instant.from(format.parse(value)));
        } catch (DateTimeException another) {
            return Optional.empty();
        }
    }
}
