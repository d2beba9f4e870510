package wireroom.ingest.silence;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a source's past says about how long it is silent: its last gaps, and for each hour of the week (in UTC; the hour
 * beside it counts too, so summer time does no harm) the longest silence that was met there. Immutable; all times are
 * handed in.
 */
final class Rhythm {
    private static final int HOURS = 7 * 24;
    private static final int UNSEEN = -1;
    /** The first hour of the epoch was a Thursday's: any start will do, as long as it stays. */
    private static final long SECONDS = Duration.ofHours(1).toSeconds();

    /** Nothing is known. */
    static final Rhythm NONE = new Rhythm(null, null, 0, new int[0], unseen());

    private final Instant last;
    /** When an utterance began last: what follows within a burst belongs to it. */
    private final Instant begun;

    private final long times;
    /** Minutes, oldest first. */
    private final int[] gaps;
    /** Minutes by hour of the week. */
    private final int[] hours;

    private Rhythm(Instant last, Instant begun, long times, int[] gaps, int[] hours) {
        this.last = last;
        this.begun = begun;
        this.times = times;
        this.gaps = gaps;
        this.hours = hours;
    }

    private static int[] unseen() {
        int[] hours = new int[HOURS];
        Arrays.fill(hours, UNSEEN);
        return hours;
    }

    /** When it spoke last; null when it never did. */
    Instant last() {
        return last;
    }

    /**
     * The rhythm after it has spoken.
     *
     * @param missed so much of the time since it spoke last nobody listened; then the gap teaches nothing
     */
    Rhythm heard(Instant at, Duration missed, SilenceSettings settings) {
        if (last == null) {
            return new Rhythm(at, at, 1, gaps, hours);
        }
        if (!at.isAfter(last)) {
            return this;
        }
        if (Duration.between(begun, at).compareTo(settings.burst()) < 0) {
            return new Rhythm(at, begun, times, gaps, hours);
        }
        if (!missed.isZero()) {
            return new Rhythm(at, at, times + 1, gaps, hours);
        }
        // An outage is not learnt as it was, or the next one would be none; but a slower pace is, step by step.
        int most = patience(at, settings).map(Rhythm::minutes).orElse(Integer.MAX_VALUE);
        int gap = Math.min(most, minutes(Duration.between(last, at)));
        return new Rhythm(at, at, times + 1, gapsWith(gap, settings), hoursTo(at, most, settings));
    }

    private int[] gapsWith(int gap, SilenceSettings settings) {
        int kept = Math.min(gaps.length, settings.gaps() - 1);
        int[] all = Arrays.copyOfRange(gaps, gaps.length - kept, gaps.length + 1);
        all[kept] = gap;
        return all;
    }

    private int[] hoursTo(Instant at, int most, SilenceSettings settings) {
        int[] after = hours.clone();
        long until = at.getEpochSecond() / SECONDS;
        long counted = begun.getEpochSecond() / SECONDS;
        for (long hour = Math.max(counted, until - HOURS + 1); hour <= until; hour++) {
            Instant end = Instant.ofEpochSecond((hour + 1) * SECONDS);
            Duration since = Duration.between(last, end.isBefore(at) ? end : at);
            int silent = Math.min(most, since.isNegative() ? 0 : minutes(since));
            int slot = Math.floorMod(hour, HOURS);
            int before = after[slot];
            // It fades once a week, when its hour comes: within the hour the longest counts.
            after[slot] = Math.max(silent, hour == counted ? before : (int) Math.round(before * settings.fades()));
        }
        return after;
    }

    private static int minutes(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, (duration.toSeconds() + 59) / 60);
    }

    /** How long it may be silent at a moment; empty when too little is known of it. */
    Optional<Duration> patience(Instant at, SilenceSettings settings) {
        if (times < settings.enough() || gaps.length == 0) {
            return Optional.empty();
        }
        int[] sorted = gaps.clone();
        Arrays.sort(sorted);
        double minutes = settings.timesLong() * sorted[(int) Math.ceil(settings.quantile() * sorted.length) - 1];
        int[] around = IntStream.rangeClosed(-1, 1)
                .map(beside -> hours[Math.floorMod(at.getEpochSecond() / SECONDS + beside, HOURS)])
                .toArray();
        if (Arrays.stream(around).anyMatch(hour -> hour == UNSEEN)) {
            minutes = Math.max(Math.max(minutes, settings.timesUsual() * sorted[sorted.length - 1]), (double)
                    settings.young().toMinutes());
        } else {
            int usual = Arrays.stream(around).max().orElseThrow();
            minutes = Math.max(minutes, settings.timesUsual() * usual);
        }
        return Optional.of(Duration.ofMinutes(Math.clamp(
                (long) minutes, settings.least().toMinutes(), settings.most().toMinutes())));
    }

    /** As fields of a cursor. */
    Map<String, String> fields() {
        Map<String, String> fields = new HashMap<>();
        if (last != null) {
            fields.put("last", last.toString());
            fields.put("begun", begun.toString());
            fields.put("times", Long.toString(times));
            fields.put("gaps", text(gaps));
            fields.put("hours", text(hours));
        }
        return fields;
    }

    private static String text(int[] minutes) {
        return Arrays.stream(minutes).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    /** Read back; what cannot be read is learnt anew. */
    static Rhythm of(Map<String, String> fields) {
        if (!fields.containsKey("last")) {
            return NONE;
        }
        try {
            int[] hours = minutes(fields.getOrDefault("hours", ""));
            return new Rhythm(
                    Instant.parse(fields.get("last")),
                    Instant.parse(fields.getOrDefault("begun", fields.get("last"))),
                    Long.parseLong(fields.getOrDefault("times", "1")),
                    minutes(fields.getOrDefault("gaps", "")),
                    hours.length == HOURS ? hours : unseen());
        } catch (DateTimeException | NumberFormatException unreadable) {
            return NONE;
        }
    }

    private static int[] minutes(String text) {
        return text.isEmpty()
                ? new int[0]
                : Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
    }
}
