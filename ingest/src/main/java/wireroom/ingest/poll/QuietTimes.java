package wireroom.ingest.poll;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * Hours and days (GMT) in which a feed does not want to be read: RSS {@code skipHours} and {@code skipDays}.
 *
 * @param hours 0 to 23
 */
record QuietTimes(Set<Integer> hours, Set<DayOfWeek> days) {
    static final QuietTimes NONE = new QuietTimes(Set.of(), Set.of());

    QuietTimes {
        hours = Set.copyOf(hours);
        days = Set.copyOf(days);
    }

    /** The first instant from there on that is not quiet; the same when it never speaks, which nobody can mean. */
    Instant after(Instant wanted) {
        if (hours.isEmpty() && days.isEmpty() || hours.size() >= 24 || days.size() >= 7) {
            return wanted;
        }
        OffsetDateTime at = wanted.atOffset(ZoneOffset.UTC);
        while (hours.contains(at.getHour()) || days.contains(at.getDayOfWeek())) {
            at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
        }
        return at.toInstant();
    }
}
