package wireroom.ingest.format.wire;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import wireroom.ingest.format.Times;

/** Times of the teleprinter formats, whose year is often left out: the one that puts them nearest to the receipt. */
public final class WireTime {
    private WireTime() {}

    /**
     * @param day of the month, 1 to 31
     * @param month 1 to 12
     * @param year four or two digits; null when it is not said
     * @param clock {@code HHMM}
     * @param zoneName as sent; null or blank when it is not said
     * @param zone when none is said, or one that nobody knows
     * @return empty when there is no such time
     */
    public static Optional<Instant> instant(
            int day, int month, String year, String clock, String zoneName, ZoneId zone, Instant receivedAt) {
        int received = receivedAt.atZone(zone).getYear();
        int from = year == null ? received - 1 : number(year);
        int to = year == null ? received + 1 : from;
        Instant best = null;
        for (int y = from; y <= to; y++) {
            Optional<Instant> time = Times.parse(
                    String.format(
                            Locale.ROOT,
                            "%04d-%02d-%02d %s:%s %s",
                            y,
                            month,
                            day,
                            clock.substring(0, 2),
                            clock.substring(2),
                            zoneName == null ? "" : zoneName),
                    zone);
            if (time.isPresent() && (best == null || apart(time.get(), receivedAt) < apart(best, receivedAt))) {
                best = time.get();
            }
        }
        return Optional.ofNullable(best);
    }

    /** A month and day whose year is not said. */
    public static Optional<LocalDate> date(int month, int day, ZoneId zone, Instant receivedAt) {
        LocalDate received = receivedAt.atZone(zone).toLocalDate();
        LocalDate best = null;
        for (int y = received.getYear() - 1; y <= received.getYear() + 1; y++) {
            if (day < 1 || day > YearMonth.of(y, month).lengthOfMonth()) {
                continue;
            }
            LocalDate date = LocalDate.of(y, month, day);
            if (best == null || daysApart(date, received) < daysApart(best, received)) {
                best = date;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Month, 1 to 12, by its English, German, French or Spanish name or the start of it; 0 when it is none. */
    public static int month(String name) {
        String n = name.toLowerCase(Locale.ROOT);
        if (n.length() < 3) {
            return 0;
        }
        return switch (n.substring(0, 3)) {
            case "jan", "ene", "j\u00E4n" -> 1;
            case "feb", "f\u00E9v", "fev" -> 2;
            case "mar", "m\u00E4r", "mrz" -> 3;
            case "apr", "avr", "abr" -> 4;
            case "may", "mai" -> 5;
            case "jun" -> 6;
            case "jul" -> 7;
            case "aug", "ago", "ao\u00FB", "aou" -> 8;
            case "sep" -> 9;
            case "oct", "okt" -> 10;
            case "nov" -> 11;
            case "dec", "dez", "d\u00E9c", "dic" -> 12;
            case "jui" -> n.startsWith("juil") ? 7 : 6;
            default -> 0;
        };
    }

    /** The start of a day. */
    public static Instant startOf(LocalDate day, ZoneId zone) {
        return LocalDateTime.of(day, java.time.LocalTime.MIDNIGHT).atZone(zone).toInstant();
    }

    private static int number(String year) {
        int y = Integer.parseInt(year);
        // The formats are of the 1970s; there is no wire of before.
        return year.length() > 2 ? y : y < 70 ? 2000 + y : 1900 + y;
    }

    private static long daysApart(LocalDate a, LocalDate b) {
        return Math.abs(a.toEpochDay() - b.toEpochDay());
    }

    private static long apart(Instant a, Instant b) {
        return Duration.between(a, b).abs().toMillis();
    }
}
