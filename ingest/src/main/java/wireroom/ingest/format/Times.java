package wireroom.ingest.format;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as wires write them. Never clamps: a claim is kept as claimed, the fold judges it (R12). */
public final class Times {
    private static final Pattern ISO = Pattern.compile(
            "(\\d{4})-?(\\d{2})-?(\\d{2})(?:[Tt ](\\d{2}):?(\\d{2})(?::?(\\d{2})(?:[.,](\\d{1,9})\\d*)?)?\\s*(.*))?");
    private static final Pattern MAIL = Pattern.compile(
            "(?:\\p{L}+\\.?,?\\s+)?(\\d{1,2})[ -](\\p{L}{3})\\p{L}*\\.?[ -](\\d{2,4})(?:,?\\s+(\\d{1,2}):(\\d{2})(?::(\\d{2}))?\\s*(.*))?");
    private static final Pattern OFFSET = Pattern.compile("(?:UTC|GMT)?([+-])(\\d{1,2}):?(\\d{2})?");
    private static final Map<String, Integer> ZONES = Map.ofEntries(
            Map.entry("Z", 0),
            Map.entry("UT", 0),
            Map.entry("UTC", 0),
            Map.entry("GMT", 0),
            Map.entry("WET", 0),
            Map.entry("BST", 60),
            Map.entry("CET", 60),
            Map.entry("CEST", 120),
            Map.entry("MEZ", 60),
            Map.entry("MESZ", 120),
            Map.entry("EET", 120),
            Map.entry("EEST", 180),
            Map.entry("MSK", 180),
            Map.entry("JST", 540),
            Map.entry("KST", 540),
            Map.entry("EST", -300),
            Map.entry("EDT", -240),
            Map.entry("CST", -360),
            Map.entry("CDT", -300),
            Map.entry("MST", -420),
            Map.entry("MDT", -360),
            Map.entry("PST", -480),
            Map.entry("PDT", -420));
    private static final String[] MONTHS = {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
    };

    private static final int NO_OFFSET = Integer.MIN_VALUE;

    private Times() {}

    /**
     * RFC 3339 with any offset and fraction, ISO 8601 basic and date-only forms, and RFC 822 with two-digit years and
     * the zone names in use.
     *
     * @param zone for times without one, or with one that nobody knows
     * @return empty when it is none of these
     */
    public static Optional<Instant> parse(String raw, ZoneId zone) {
        if (raw == null || raw.length() > 64) {
            return Optional.empty();
        }
        String text = raw.strip();
        Instant common = common(text);
        if (common != null) {
            return Optional.of(common);
        }
        try {
            Matcher iso = ISO.matcher(text);
            if (iso.matches()) {
                return Optional.of(at(
                        Integer.parseInt(iso.group(1)),
                        Integer.parseInt(iso.group(2)),
                        Integer.parseInt(iso.group(3)),
                        iso,
                        zone));
            }
            Matcher mail = MAIL.matcher(text);
            if (mail.matches()) {
                int month = month(mail.group(2));
                return month == 0
                        ? Optional.empty()
                        : Optional.of(at(year(mail.group(3)), month, Integer.parseInt(mail.group(1)), mail, zone));
            }
            return Optional.empty();
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    /**
     * The two forms that nearly all wires send, without the cost of the patterns: {@code 2026-11-20T12:00:00Z} with any
     * offset, and {@code Fri, 20 Nov 2026 12:00:00 GMT} with GMT or digits for the zone.
     *
     * @return null when it is another form, or no time: the patterns decide
     */
    private static Instant common(String t) {
        int length = t.length();
        if (length == 20 || length == 25) {
            if (t.charAt(4) != '-' || t.charAt(7) != '-' || t.charAt(10) != 'T') {
                return null;
            }
            int year = number(t, 0, 4);
            return at(year, number(t, 5, 2), number(t, 8, 2), t, 11, offset(t, 19, true));
        }
        if (length == 29 || length == 31) {
            if (t.charAt(3) != ','
                    || t.charAt(4) != ' '
                    || t.charAt(7) != ' '
                    || t.charAt(11) != ' '
                    || t.charAt(16) != ' '
                    || t.charAt(25) != ' '
                    || !isLetters(t, 0, 3)) {
                return null;
            }
            int offset = length == 29 ? t.endsWith("GMT") ? 0 : NO_OFFSET : offset(t, 26, false);
            return at(number(t, 12, 4), month(t.substring(8, 11)), number(t, 5, 2), t, 17, offset);
        }
        return null;
    }

    private static Instant at(int year, int month, int day, String t, int time, int offset) {
        int hour = number(t, time, 2);
        int minute = number(t, time + 3, 2);
        int second = number(t, time + 6, 2);
        boolean plain = t.charAt(time + 2) == ':'
                && t.charAt(time + 5) == ':'
                && year >= 1000
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= 28
                && hour >= 0
                && hour < 24
                && minute >= 0
                && minute < 60
                && second >= 0
                && second < 60
                && offset != NO_OFFSET;
        return plain
                ? Instant.ofEpochSecond(LocalDate.of(year, month, day).toEpochDay() * 86_400L
                        + hour * 3600L
                        + minute * 60L
                        + second
                        - offset * 60L)
                : null;
    }

    /** Minutes east of Greenwich. */
    private static int offset(String t, int from, boolean colon) {
        char sign = t.charAt(from);
        if (t.length() == from + 1) {
            return sign == 'Z' ? 0 : NO_OFFSET;
        }
        if (sign != '+' && sign != '-' || colon && t.charAt(from + 3) != ':') {
            return NO_OFFSET;
        }
        int hours = number(t, from + 1, 2);
        int minutes = number(t, from + (colon ? 4 : 3), 2);
        if (hours < 0 || hours > 17 || minutes < 0 || minutes > 59) {
            return NO_OFFSET;
        }
        return (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
    }

    /** Digits of ASCII as a number; -1 when there is anything else. */
    private static int number(String t, int from, int count) {
        int number = 0;
        for (int i = from; i < from + count; i++) {
            int digit = t.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static boolean isLetters(String t, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isLetter(t.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static Instant at(int year, int month, int day, Matcher m, ZoneId zone) {
        LocalDate date = LocalDate.of(year, Month.of(month), day);
        if (m.group(4) == null) {
            return date.atStartOfDay(zone).toInstant();
        }
        int hour = Integer.parseInt(m.group(4));
        int minute = Integer.parseInt(m.group(5));
        // A leap second is the last second that Java knows of its minute.
        int second = m.group(6) == null ? 0 : Math.min(59, Integer.parseInt(m.group(6)));
        int nano = 0;
        String offset;
        if (m.groupCount() == 8) {
            String fraction = m.group(7);
            nano = fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
            offset = m.group(8);
        } else {
            offset = m.group(7);
        }
        boolean midnight = hour == 24 && minute == 0 && second == 0;
        LocalDateTime time = LocalDateTime.of(date, LocalTime.of(midnight ? 0 : hour, minute, second, nano))
                .plusDays(midnight ? 1 : 0);
        return time.atZone(zone(offset, zone)).toInstant();
    }

    private static ZoneId zone(String raw, ZoneId ifUnknown) {
        String name = raw == null ? "" : raw.strip().toUpperCase(Locale.ROOT);
        Integer minutes = ZONES.get(name);
        if (minutes != null) {
            return ZoneOffset.ofTotalSeconds(minutes * 60);
        }
        Matcher m = OFFSET.matcher(name);
        if (m.lookingAt()) {
            int total = Integer.parseInt(m.group(2)) * 60 + (m.group(3) == null ? 0 : Integer.parseInt(m.group(3)));
            return ZoneOffset.ofTotalSeconds((m.group(1).equals("-") ? -total : total) * 60);
        }
        return ifUnknown;
    }

    private static int year(String digits) {
        int year = Integer.parseInt(digits);
        // RFC 2822, section 4.3.
        return digits.length() > 3 ? year : digits.length() == 3 ? 1900 + year : year < 50 ? 2000 + year : 1900 + year;
    }

    private static int month(String name) {
        String start = name.toLowerCase(Locale.ROOT);
        for (int i = 0; i < MONTHS.length; i++) {
            if (MONTHS[i].equals(start)) {
                return i + 1;
            }
        }
        return 0;
    }
}
